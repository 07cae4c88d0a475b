import type { Failure } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { AccountsTable } from '../../database/accounts-table.ts'

export type VendorStep = 'create' | 'cut' | 'delete'

/**
 * What is known, without trying, of rights that the account's credential lacks: what the last sync was told, and what
 * the vendor refused to this process since. Only what was said: a right that nobody has tried is not missing.
 */
export class KnownRefusals {
  readonly #accounts: Pick<AccountsTable, 'find'>
  readonly #refused = new Map<string, string>()

  constructor(accounts: Pick<AccountsTable, 'find'>) {
    this.#accounts = accounts
  }

  /** Remembers how a step ended: a 403 counts until the step goes well. `type` is the key's. */
  heard(accountId: string, type: string, step: VendorStep, failure: Failure | null): void {
    const name = `${accountId} ${type} ${step}`
    if (failure?.code === 'permission-missing') this.#refused.set(name, failure.message)
    else if (failure === null) this.#refused.delete(name)
  }

  of(ref: Pick<KeyRef, 'accountId'>, type: string): Partial<Record<VendorStep, string>> {
    const steps = ['create', 'cut', 'delete'] as const
    const account = this.#accounts.find(ref.accountId, new Set())
    const failed = account?.sync.failure
    if (failed && (failed.code === 'credential-rejected' || failed.code === 'permission-missing')) {
      const reason = `The last sync of ${account.name} failed: ${failed.message}`
      return Object.fromEntries(steps.map((step) => [step, reason]))
    }
    const missing = account?.sync.rights.find(
      ({ state, changes }) => state === 'missing' && changes?.some((one) => one === type),
    )
    if (missing) {
      const reason = `The credential of ${account?.name} lacks ${missing.permission} (${missing.what}): ${missing.evidence}`
      return Object.fromEntries(steps.map((step) => [step, reason]))
    }
    const known = steps.flatMap((step) => {
      const message = this.#refused.get(`${ref.accountId} ${type} ${step}`)
      return message === undefined ? [] : [[step, `The vendor refused it before: ${message}`] as const]
    })
    return Object.fromEntries(known)
  }
}
