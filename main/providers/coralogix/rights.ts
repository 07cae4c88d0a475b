import type { Failure, Result } from '../../../shared/errors.ts'
import type { KeyType } from '../../../shared/model.ts'
import type { AccountRight } from '../../../shared/providers.ts'
import { family } from './policy-permissions.ts'

// What the admin key may be asked to do, in the order of the account's report.
const rights: readonly (readonly [permission: string, what: string, changes?: readonly KeyType[]])[] = [
  [`${family['send-your-data']}:ReadConfig`, 'List Send-Your-Data keys'],
  [`${family.team}:ReadConfig`, "List the team's keys"],
  [`${family.personal}:ReadConfig`, "List members' keys"],
  [`${family['send-your-data']}:Manage`, 'Create, change and delete Send-Your-Data keys', ['send-your-data']],
  [`${family.team}:Manage`, 'Create, change and delete Team keys', ['team']],
  [`${family.personal}:Manage`, 'Create, change and delete Personal keys', ['personal']],
  [`${family['send-your-data']}:ReadAccessPolicy`, 'Read access policies of Send-Your-Data keys'],
  [`${family.team}:ReadAccessPolicy`, 'Read access policies of Team keys'],
  [`${family['send-your-data']}:UpdateAccessPolicy`, 'Change access policies of Send-Your-Data keys'],
  [`${family.team}:UpdateAccessPolicy`, 'Change access policies of Team keys'],
  ['team-groups:ReadConfig', "List the team's groups, for access policies"],
]

/**
 * What the vendor's answers told of the credential's rights while a session was open. The vendor has no call that
 * says it, so a right that no call has needed yet is unknown.
 */
export class Rights {
  readonly #known = new Map<string, Pick<AccountRight, 'state' | 'evidence'>>()

  /** Takes the answer to a call that needs exactly this permission, and gives it back. `goal` goes on after "to". */
  heard<T>(permission: string, goal: string, answer: Result<T>): Result<T> {
    if (answer.ok) this.granted(permission, `Coralogix did it when it was asked to ${goal}.`)
    else if (saysMissing(answer.failure)) {
      const status = answer.failure.code === 'permission-missing' ? 403 : 401
      const evidence = `Coralogix answered ${status} when it was asked to ${goal}.`
      this.#known.set(permission, { state: 'missing', evidence })
    }
    return answer
  }

  granted(permission: string, evidence: string): void {
    this.#known.set(permission, { state: 'granted', evidence })
  }

  /** Every right, with what is known of it. */
  all(): readonly AccountRight[] {
    return rights.map(([permission, what, changes]) => {
      const known = this.#known.get(permission)
      const right = { what, permission, ...(changes ? { changes } : {}) }
      return { ...right, ...(known ?? { state: 'unknown', evidence: notTried(permission) }) }
    })
  }
}

const saysMissing = ({ code }: Failure): boolean =>
  code === 'permission-missing' || code === 'credential-rejected'

const notTried = (permission: string): string =>
  permission.endsWith(':ReadAccessPolicy')
    ? 'No key came with a policy: none may have one, or this admin key is not shown them.'
    : 'No call has needed it yet.'
