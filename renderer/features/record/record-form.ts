import type { CreateOptions, CreateRequest, Key, KeyType } from '../../../shared/model.ts'
import type { ProviderInfo, RecordRequest } from '../../../shared/providers.ts'

/** A key as the user made it on the vendor's page. */
export interface RecordDraft {
  readonly name: string
  readonly type: KeyType
  readonly permissions: readonly string[]
  readonly active: boolean
  readonly description: string
}

export type RecordProblems = Partial<Record<'name' | 'permissions', string>>

/** What is chosen there, to begin with: what the replaced key has, else what suits an agent. */
export function startingRecord(
  info: Pick<ProviderInfo, 'types'>,
  options: CreateOptions,
  prefill: Partial<CreateRequest>,
  old: Key | null,
): RecordDraft {
  const [type = info.types[0] ?? 'org-wide'] = options.types
  return {
    name: prefill.name ?? '',
    type: prefill.type ?? old?.type ?? type,
    permissions: prefill.permissions ?? old?.permissions ?? options.usual ?? [],
    active: true,
    description: prefill.description ?? '',
  }
}

export function recordProblems(draft: RecordDraft): RecordProblems {
  const problems: RecordProblems = {}
  if (draft.name.trim() === '') problems.name = 'Give the name that the key has on the vendor’s page.'
  else if (draft.name.trim().length > 200) problems.name = 'Use 200 characters or fewer.'
  if (draft.permissions.length === 0) problems.permissions = 'Choose what it may do: at least one.'
  return problems
}

export const toRecord = (draft: RecordDraft, accountId: string): RecordRequest => ({
  accountId,
  name: draft.name.trim(),
  type: draft.type,
  permissions: [...draft.permissions],
  active: draft.active,
  description: draft.description.trim() === '' ? null : draft.description.trim(),
})

/** What a permission is for, where its name alone does not say it. */
export const permissionSentences: Readonly<Record<string, string>> = {
  Read: 'Queries metrics, for example from Grafana.',
  Write: 'Sends events. An agent needs no more.',
}
