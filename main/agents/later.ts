import { ok } from '../../shared/errors.ts'
import type { AgentId } from '../../shared/model.ts'
import type { Agent } from './agent.ts'

export const later = 'Comes in a later version.'

/** What the documents name and this version does not handle yet: listed, so that nobody has to search. */
export const comesLater = (id: AgentId, name: string): Agent => ({
  id,
  name,
  group: 'agent',
  needs: later,
  docsUrl: 'https://coralogix.com/docs/integrations/',
  takes: ['send-your-data'],
  files: [],
  formats: [],
  afterChange: '',
  refusal: later,
  detect: () => false,
  locate: () => ok([]),
  tree: (text) => ok(text),
})
