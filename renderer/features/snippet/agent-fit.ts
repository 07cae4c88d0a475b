import type { AgentGroup, AgentInfo, Key } from '../../../shared/model.ts'
import { providerWords, typeWords } from '../../words.ts'

/** What of a key decides where it goes. */
export type KeyKind = Pick<Key, 'type' | 'provider'>

/** What the agent is wanted for: a key in its files, or a ready text. */
export type Purpose = 'file' | 'snippet'

export type AgentFit =
  | { readonly fits: true; readonly reason: null }
  /** `reason`: why not, in words for people. */
  | { readonly fits: false; readonly reason: string }

const article = (words: string) => `${/^[AEIO]/.test(words) ? 'an' : 'a'} ${words}`
const unfit = (reason: string): AgentFit => ({ fits: false, reason })

/** Whether the agent takes such a key, or why not. */
export function agentFit(agent: AgentInfo, kind: KeyKind, purpose: Purpose = 'file'): AgentFit {
  if (!agent.supported) return unfit(agent.reason ?? 'Not supported.')
  const carrier = agent.group === 'carrier'
  // What a carrier carries may be any vendor's.
  if (!carrier && agent.takes.length > 0 && agent.provider !== kind.provider)
    return unfit(
      `Takes a key of ${providerWords[agent.provider]}; this one is of ${providerWords[kind.provider]}.`,
    )
  if (agent.takes.length > 0 && !agent.takes.includes(kind.type))
    return unfit(
      `Takes ${article(typesWord(agent, ' or '))} key; this is ${article(typeWords[kind.type])} key.`,
    )
  if (purpose === 'snippet' && agent.formats.length === 0)
    return unfit(
      carrier
        ? 'Has no snippet of its own: it carries what another agent reads.'
        : 'Has no snippet of its own.',
    )
  return { fits: true, reason: null }
}

const typesWord = (agent: AgentInfo, or: string) => agent.takes.map((type) => typeWords[type]).join(or)

/** Which keys it takes: types, and the vendor where it is not the usual one. */
export function takesWord(agent: AgentInfo): string {
  if (agent.takes.length === 0) return ''
  const types = typesWord(agent, ', ')
  return agent.provider === 'coralogix' ? types : `${providerWords[agent.provider]}: ${types}`
}

export interface GalleryEntry {
  readonly agent: AgentInfo
  readonly fit: AgentFit
  /** Its place among all that are shown, in order. */
  readonly index: number
}

export interface GalleryGroup {
  readonly group: AgentGroup
  readonly title: string
  readonly entries: readonly GalleryEntry[]
}

const groups: readonly { readonly group: AgentGroup; readonly title: string }[] = [
  { group: 'agent', title: 'Agents' },
  { group: 'reader', title: 'Read from the vendor' },
  { group: 'carrier', title: 'Carriers' },
  { group: 'refused', title: 'Not supported' },
]

/** All agents in their groups, none hidden: in each first what takes this key. `query` is looked for in the names. */
export function gallery(
  agents: readonly AgentInfo[],
  kind: KeyKind,
  query: string,
  purpose: Purpose = 'file',
): readonly GalleryGroup[] {
  const word = query.trim().toLowerCase()
  const shown = agents
    .filter((agent) => word === '' || agent.name.toLowerCase().includes(word) || agent.id.includes(word))
    .map((agent) => ({ agent, fit: agentFit(agent, kind, purpose) }))
  let index = 0
  return groups.flatMap(({ group, title }) => {
    const here = shown.filter(({ agent }) => (agent.supported ? agent.group : 'refused') === group)
    if (here.length === 0) return []
    const sorted = [...here.filter(({ fit }) => fit.fits), ...here.filter(({ fit }) => !fit.fits)]
    return [{ group, title, entries: sorted.map((entry) => ({ ...entry, index: index++ })) }]
  })
}
