import type { KeyRef, OpenIntent, ScanReport, Snapshot } from '../../../shared/model.ts'
import { count, vaultFails } from '../../words.ts'
import { problemsOf } from '../scan/finding-list.ts'
import { staleUses } from './overview.ts'

/** Something that waits for the user: what is the case, and the one next step. */
export type Need = {
  readonly id: string
  readonly tone: 'warning' | 'danger'
  readonly title: string
  readonly text: string
} & (
  | { readonly step: 'orphan'; readonly intentId: string }
  | { readonly step: 'stuck'; readonly intent: OpenIntent }
  | { readonly step: 'checking'; readonly accountId: string }
  | { readonly step: 'sync'; readonly accountId: string }
  | { readonly step: 'keychain' }
  | { readonly step: 'scan' }
  | { readonly step: 'key'; readonly ref: KeyRef }
  | { readonly step: 'overdue'; readonly ref: KeyRef | null }
)

/** All that needs the user, the most pressing first. `scan`: the last one's result. */
export function needs(snapshot: Snapshot, scan: ScanReport | null = null): readonly Need[] {
  const list: Need[] = []
  const pressing = snapshot.intents.filter((intent) => intent.state === 'stuck')
  for (const intent of [...pressing, ...snapshot.intents.filter((other) => !pressing.includes(other))]) {
    const shared = { id: intent.intentId, text: intent.message }
    if (intent.state === 'stuck')
      list.push({
        ...shared,
        step: 'stuck',
        intent,
        tone: 'danger',
        title: `The value of ${intent.name} is only in memory`,
      })
    if (intent.state === 'orphan')
      list.push({
        ...shared,
        step: 'orphan',
        intentId: intent.intentId,
        tone: 'danger',
        title: `${intent.name} is an orphan in ${intent.account}`,
      })
    if (intent.state === 'checking')
      list.push({
        ...shared,
        step: 'checking',
        accountId: intent.accountId,
        tone: 'warning',
        title: `Whether ${intent.name} was created in ${intent.account} is not known yet`,
      })
  }
  if (vaultFails(snapshot.vault))
    list.push({
      id: 'keychain',
      step: 'keychain',
      tone: 'warning',
      title: snapshot.vault.message,
      text: `${snapshot.vault.hint} Keys can be browsed; their values cannot be read or stored.`.trim(),
    })
  for (const account of snapshot.accounts)
    if (account.sync.failure)
      list.push({
        id: `sync-${account.id}`,
        step: 'sync',
        accountId: account.id,
        tone: 'warning',
        title: `${account.name} could not be synced`,
        text: `${account.sync.failure.message} ${account.sync.failure.hint}`.trim(),
      })
  const overdue = snapshot.due.filter((item) => item.status === 'overdue')
  if (overdue.length > 0)
    list.push({
      id: 'overdue',
      step: 'overdue',
      ref: overdue[0] ? { accountId: overdue[0].key.accountId, keyId: overdue[0].key.id } : null,
      tone: 'danger',
      title: overdue.length === 1 ? '1 key is overdue' : `${overdue.length} keys are overdue`,
      text: named(overdue.map((item) => item.key.name)),
    })
  for (const key of staleUses(snapshot.keys))
    list.push({
      id: `use-${key.accountId}-${key.id}`,
      step: 'key',
      ref: { accountId: key.accountId, keyId: key.id },
      tone: 'warning',
      title: `${key.name} is ${key.state === 'gone' ? 'gone at the vendor' : 'disabled'} but still used`,
      text: `${count(key.usedIn.length, 'file')} still ${key.usedIn.length === 1 ? 'carries' : 'carry'} it.`,
    })
  const problems = problemsOf(scan)
  if (problems.length > 0)
    list.push({
      id: 'scan',
      step: 'scan',
      tone: 'warning',
      title: `The last scan found ${count(problems.length, 'problem')}`,
      text: named([
        ...new Set(problems.map((problem) => problem.file.split(/[\\/]/).at(-1) ?? problem.file)),
      ]),
    })
  return list
}

/** The first few names: `a, b, c and 4 more`. */
export function named(names: readonly string[], most = 3): string {
  const first = names.slice(0, most).join(', ')
  return names.length > most ? `${first} and ${names.length - most} more` : first
}
