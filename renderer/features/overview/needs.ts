import type { KeyRef, OpenIntent, ScanReport, Snapshot } from '../../../shared/model.ts'
import type { SenderSetup } from '../../../shared/providers.ts'
import { count, vaultFails } from '../../words.ts'
import { inOrder, needsUser, underWay } from '../rotation/standing.ts'
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
  /** A service ID on the way to its key, stopped. */
  | { readonly step: 'setup'; readonly setup: SenderSetup }
  | { readonly step: 'key'; readonly ref: KeyRef }
  /** Is due: its plan is the next step. */
  | { readonly step: 'rotate'; readonly ref: KeyRef }
  | { readonly step: 'rotate-all' }
  /** A rotation that goes on when the user has said or done something. */
  | { readonly step: 'rotation'; readonly ref: KeyRef; readonly rotationId: string }
)

/** More than these stand in one row together. */
const mostOverdue = 3

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
  for (const rotation of inOrder(snapshot.rotations.filter(needsUser))) {
    const failed = rotation.state === 'failed'
    list.push({
      id: rotation.id,
      step: 'rotation',
      ref: rotation.ref,
      rotationId: rotation.id,
      tone: failed ? 'danger' : 'warning',
      title: `The rotation of ${rotation.keyName} ${failed ? 'failed' : 'needs you'}`,
      text: `${rotation.sentence} ${rotation.safe}`,
    })
  }
  for (const setup of snapshot.setups.filter(({ state }) => state === 'stopped'))
    list.push({
      id: `setup-${setup.id}`,
      step: 'setup',
      setup,
      tone: 'warning',
      title: `The setup of ${setup.name} in ${setup.account} stopped`,
      text: [
        setup.failure?.message,
        setup.made.length > 0 ? `Made so far: ${setup.made.join(', ')}.` : 'Nothing was made.',
      ]
        .filter(Boolean)
        .join(' '),
    })
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
  // What is being rotated is not overdue any more in the sense that counts here.
  const overdue = snapshot.due.filter(
    ({ status, key }) =>
      status === 'overdue' && !underWay(snapshot.rotations, { accountId: key.accountId, keyId: key.id }),
  )
  const single = overdue.length > mostOverdue ? [] : overdue
  for (const { key, daysLeft, reason } of single)
    list.push({
      id: `due-${key.accountId}-${key.id}`,
      step: 'rotate',
      ref: { accountId: key.accountId, keyId: key.id },
      tone: 'danger',
      title: `${key.name} is overdue`,
      text: `Was due ${count(-daysLeft, 'day')} ago: ${reason}.`,
    })
  if (overdue.length > single.length)
    list.push({
      id: 'overdue',
      step: 'rotate-all',
      tone: 'danger',
      title: `${overdue.length} keys are overdue`,
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
