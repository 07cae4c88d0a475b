import type { AgentTarget, NewTarget } from '../../../shared/rotation.ts'

/** What is typed of an agent target; all words, as fields have them. */
export interface TargetDraft {
  readonly place: 'here' | 'there'
  readonly file: string
  readonly host: string
  /** A `KeyRef` as JSON; empty where none is chosen. */
  readonly key: string
  readonly controlUrl: string
  readonly reloadCommand: string
}

export const draftOf = (known: AgentTarget | null, file: string, host: string | null): TargetDraft => ({
  place: host === null ? 'here' : 'there',
  file,
  host: host ?? '',
  key: known?.ref ? JSON.stringify({ accountId: known.ref.accountId, keyId: known.ref.keyId }) : '',
  controlUrl: known?.controlUrl ?? '',
  reloadCommand: known?.reloadCommand ?? '',
})

const isAddress = (text: string): boolean => {
  try {
    return /^https?:$/.test(new URL(text).protocol)
  } catch {
    return false
  }
}

/** Why it will not do, by field; empty where it will. */
export function errorsOf(draft: TargetDraft): {
  readonly file?: string
  readonly host?: string
  readonly key?: string
  readonly controlUrl?: string
} {
  const there = draft.place === 'there'
  const address = draft.controlUrl.trim()
  return {
    ...(draft.file.trim() === '' && { file: 'Say which file it is.' }),
    ...(there && draft.host.trim() === '' && { host: 'Say which host it is.' }),
    ...(there && draft.key === '' && { key: 'Say which key it carries: Keyturn can’t look there.' }),
    ...(address !== '' &&
      !isAddress(address) && { controlUrl: 'An address begins with http:// or https://.' }),
  }
}

export function targetOf(draft: TargetDraft): NewTarget {
  const there = draft.place === 'there'
  return {
    file: draft.file.trim(),
    host: there ? draft.host.trim() : null,
    ref: draft.key ? JSON.parse(draft.key) : null,
    controlUrl: draft.controlUrl.trim() || null,
    reloadCommand: draft.reloadCommand.trim() || null,
  }
}
