import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Key, KeyRef } from '../../shared/model.ts'
import type { AccessPolicy, AccessPolicyView } from '../../shared/providers.ts'
import type { Sessions } from '../accounts/sessions.ts'
import type { Audit } from '../audit.ts'
import type { KeysTable } from '../database/keys-table.ts'
import { stored } from '../database/sqlite.ts'
import type { PolicyCalls } from '../providers/provider.ts'
import type { KeyCare } from '../services.ts'
import type { KeyChanges } from './key-changes.ts'

interface Parts {
  readonly sessions: Sessions
  readonly table: KeysTable
  readonly audit: Audit
  readonly changes: { notify(topic: 'keys'): void }
}

interface At {
  readonly key: Key
  readonly policies: PolicyCalls
  readonly permissions: AccessPolicyView['permissions']
}

/** Who may see and manage a key. Asked for each time: a policy is not kept here, only that there is one. */
export function policyCare(parts: Parts, changes: KeyChanges): Pick<KeyCare, 'policy' | 'setPolicy'> {
  const { sessions, table, audit } = parts

  const at = async (ref: KeyRef): Promise<Result<At>> => {
    const key = changes.allowed(ref, 'policy')
    if (!key.ok) return key
    const session = await sessions.open(ref.accountId)
    if (!session.ok) return session
    const { policies } = session.value
    const permissions = policies?.permissions(key.value.type) ?? null
    if (policies && permissions) return ok({ key: key.value, policies, permissions })
    return fail(
      'refused',
      `${key.value.name} is of a kind that has no access policy.`,
      'Nothing was changed.',
    )
  }

  // None that is seen may be one that is not shown.
  const noteHasPolicy = (ref: KeyRef, seen: boolean): void => {
    const has = seen ? true : null
    if (table.stored(ref)?.provider.hasPolicy === has) return
    stored('', () => table.set(ref, { has_policy: has && Number(has) }))
    parts.changes.notify('keys')
  }

  return {
    async policy(ref: KeyRef): Promise<Result<AccessPolicyView>> {
      const found = await at(ref)
      if (!found.ok) return found
      const { key, policies, permissions } = found.value
      const [read, groups] = await Promise.all([policies.read(key), policies.groups()])
      if (!read.ok) return read
      noteHasPolicy(ref, read.value !== null)
      return ok({
        ref,
        policy: read.value?.policy ?? null,
        kept: read.value?.kept ?? [],
        groups: groups.ok ? groups.value : [],
        groupsNote: groups.ok ? null : `${groups.failure.message} ${groups.failure.hint}`.trim(),
        permissions,
      })
    },

    async setPolicy(ref: KeyRef, policy: AccessPolicy | null): Promise<Result<void>> {
      const twice = policy === null ? null : groupNamedTwice(policy)
      if (twice !== null) {
        return fail(
          'usage',
          `The group ${twice} stands in the policy twice. Nothing was changed.`,
          'Keep one.',
        )
      }
      const found = await at(ref)
      if (!found.ok) return found
      const { key, policies } = found.value
      const written = await policies.write(key, policy)
      changes.tried(key, 'policy', written)
      if (!written.ok) return written
      const recorded = changes.record(ref, 'The vendor has the policy, but it was not recorded here', () => {
        table.set(ref, { has_policy: Number(policy !== null) })
        audit.record('key.policy', policyText(key.name, policy), ref)
      })
      return recorded.ok ? ok(undefined) : recorded
    },
  }
}

function groupNamedTwice({ rules }: AccessPolicy): string | null {
  const seen = new Set<string>()
  for (const { groupId } of rules) {
    if (seen.has(groupId)) return groupId
    seen.add(groupId)
  }
  return null
}

/** Without what the policy says: whom it names is the vendor's to tell. */
function policyText(name: string, policy: AccessPolicy | null): string {
  if (policy === null) return `Removed the access policy of ${name}`
  const { length } = policy.rules
  const rules = length === 0 ? 'no rules' : length === 1 ? '1 rule' : `${length} rules`
  return `Saved the access policy of ${name}: ${rules} for groups`
}
