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

/** Which keys it takes: types, and the vendor where it is not that of the key in hand. */
export function takesWord(agent: AgentInfo, { provider }: Pick<KeyKind, 'provider'>): string {
  if (agent.takes.length === 0) return ''
  if (agent.group === 'carrier' && agent.takes.length > 2) return `Any ${providerWords[agent.provider]} key`
  const types = typesWord(agent, ', ')
  return agent.provider === provider ? types : `${providerWords[agent.provider]}: ${types}`
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
  /** Said once for all that it is true of, where nothing in the group takes this key. */
  readonly reason: string | null
  readonly entries: readonly GalleryEntry[]
}

const groups: readonly { readonly group: AgentGroup; readonly title: string }[] = [
  { group: 'agent', title: 'Agents' },
  { group: 'reader', title: 'Read from the vendor' },
  { group: 'carrier', title: 'Carriers' },
  { group: 'refused', title: 'Not supported' },
]

/**
 * All agents in their groups, none hidden: first the groups that hold something for this key, in each first what takes
 * it. `query` is looked for in the names.
 */
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
  const found = groups.flatMap(({ group, title }) => {
    const here = shown.filter(({ agent }) => (agent.supported ? agent.group : 'refused') === group)
    const fitting = here.filter(({ fit }) => fit.fits)
    const others = here.filter(({ fit }) => !fit.fits)
    if (here.length === 0) return []
    const reason = fitting.length === 0 && group !== 'refused' ? shared(others) : null
    return [{ group, title, reason, fitting, others }]
  })
  const first = found.filter(({ fitting }) => fitting.length > 0)
  const rest = found.filter(({ fitting }) => fitting.length === 0)
  let index = 0
  return [...first, ...rest].map(({ group, title, reason, fitting, others }) => ({
    group,
    title,
    reason,
    entries: [...fitting, ...others].map((entry) => ({ ...entry, index: index++ })),
  }))
}

/** The reason that more than two of them have, or null. */
function shared(entries: readonly { readonly fit: AgentFit }[]): string | null {
  const counts = new Map<string, number>()
  for (const { fit } of entries) if (!fit.fits) counts.set(fit.reason, (counts.get(fit.reason) ?? 0) + 1)
  return [...counts].find(([, times]) => times > 2)?.[0] ?? null
}
