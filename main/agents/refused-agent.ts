import { ok } from '../../shared/errors.ts'
import type { Agent } from './agent.ts'

/** An agent that is recognised so that the user hears why its file is left alone. It has no places. */
export function refusedAgent(
  facts: Pick<Agent, 'id' | 'name' | 'docsUrl' | 'files' | 'detect'> & { readonly refusal: string },
): Agent {
  return {
    ...facts,
    group: 'refused',
    needs: facts.refusal,
    takes: [],
    formats: [],
    afterChange: '',
    locate: () => ok([]),
    tree: (text) => ok(text),
  }
}
