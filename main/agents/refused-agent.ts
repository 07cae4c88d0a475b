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

/**
 * Whether a text is the configuration of this Beat: by its own settings, or by an output beside the vendor's fields,
 * where the file's name does not say the other one.
 */
export function beatsSignature(text: string, fileName: string, own: string, other: string): boolean {
  const settings = (name: string): boolean => new RegExp(`^["']?${name}["']?[.:]`, 'm').test(text)
  if (settings(own)) return true
  if (settings(other) || !/^["']?output(\.\w+|["']?[ \t]*:)/m.test(text)) return false
  const base = fileName.split(/[\\/]/).at(-1) ?? ''
  if (new RegExp(other, 'i').test(base)) return false
  if (new RegExp(own, 'i').test(base)) return true
  // Without a name the vendor's fields decide: both Beats have them.
  const windows = /\bwindows_events\b|\bwinlog/i.test(text)
  return /^[ \t]*["']?PRIVATE_KEY["']?[ \t]*:/m.test(text) && windows === (own === 'winlogbeat')
}
