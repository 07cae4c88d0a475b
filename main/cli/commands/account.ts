import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Account } from '../../../shared/model.ts'
import { normaliseEndpoint } from '../../providers/endpoint.ts'
import type { AccountPlace } from '../../providers/provider.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, cancelled, confirm, done, note, unbroken } from '../context.ts'
import { accountDocument } from '../documents.ts'
import { findAccount } from '../find.ts'
import { table } from '../table.ts'
import { readSecret } from '../values.ts'
import { clean, count, listText, timeText } from '../words.ts'

export interface AddOptions {
  readonly provider: string
  readonly name: string
  readonly region?: string
  readonly apiUrl?: string
  readonly ingressUrl?: string
  readonly transport: string
  readonly grpcUrl?: string
}

/** `account add`: everything that can be checked is checked before the admin key is read. */
export async function addAccount(c: Context, core: Core, options: AddOptions): Promise<Result<void>> {
  const place = placeOf(core, options)
  if (!place.ok) return place
  const adminKey = await readSecret(c, 'the admin key', 'one')
  if (!adminKey.ok) return adminKey
  note(c, 'Asking the vendor who this admin key is.')
  const adding = core.accounts.add({
    ...{ provider: 'coralogix', name: options.name.trim(), ...place.value },
    ...{ grpcUrl: null, transport: null, instance: null, credential: adminKey.value },
  })
  const added = await unbroken(c, 'adding the account', adding)
  adminKey.value.dispose()
  if (!added.ok) return added
  const account = added.value
  const team = account.teamName ? `, team ${clean(account.teamName)}` : ''
  answer(c, accountDocument(account), `Added ${clean(account.name)} (${clean(account.region)}${team}).\n`)
  note(c, 'Its admin key is in the keychain. List its keys with keyturn sync.')
  return done
}

type Place = Pick<AccountPlace, 'region' | 'apiUrl' | 'ingressUrl'>

function placeOf(core: Core, options: AddOptions): Result<Place> {
  if (options.provider === 'ibm-cloud' || options.provider === 'aggregations-io') {
    return fail(
      'unsupported',
      `Accounts at ${options.provider} come in a later version.`,
      'Nothing was done.',
    )
  }
  if (options.provider !== 'coralogix') {
    return fail('usage', `There is no provider ${options.provider}.`, 'This version knows coralogix.')
  }
  if (options.transport === 'grpc' || options.grpcUrl !== undefined) {
    return fail('unsupported', 'The gRPC transport comes in a later version.', 'Leave it out: REST is used.')
  }
  if (options.transport !== 'rest') {
    return fail('usage', `There is no transport ${options.transport}.`, 'This version knows rest.')
  }
  if (options.name.trim() === '' || options.name.trim().length > 80) {
    return fail('usage', 'An account needs a name of 1 to 80 characters.')
  }
  const { region, apiUrl, ingressUrl } = options
  if (region !== undefined && apiUrl === undefined && ingressUrl === undefined) {
    const known = core.accounts.providers().find(({ id }) => id === options.provider)
    const codes = known?.regions.map(({ code }) => code) ?? []
    if (codes.includes(region)) return ok({ region, apiUrl: null, ingressUrl: null })
    return fail('usage', `There is no region ${region}.`, `There is ${listText(codes)}.`)
  }
  if (region !== undefined || apiUrl === undefined || ingressUrl === undefined) {
    return fail('usage', 'An account needs either --region, or both --api-url and --ingress-url.')
  }
  for (const [url, service] of [[apiUrl, 'api'] as const, [ingressUrl, 'ingress'] as const]) {
    const checked = normaliseEndpoint(url, service)
    if (!checked.ok) return checked
  }
  return ok({ region: null, apiUrl, ingressUrl })
}

/** `account list`. */
export async function listAccounts(c: Context, core: Core): Promise<Result<void>> {
  const accounts = core.accounts.list()
  const columns = [
    { title: 'NAME', flexible: true },
    { title: 'PROVIDER' },
    { title: 'REGION' },
    { title: 'TEAM', flexible: true },
    { title: 'LAST SYNCED' },
  ]
  const text = table(columns, accounts.map(accountRow), c.io.columns)
  answer(c, accounts.map(accountDocument), accounts.length === 0 ? '' : text)
  if (accounts.length === 0) note(c, 'No account yet. Add one with keyturn account add.')
  for (const { name, sync } of accounts) if (sync.failure) note(c, `${name}: ${sync.failure.message}`)
  return done
}

function accountRow(account: Account): readonly string[] {
  const { lastSyncedAt } = account.sync
  const synced = lastSyncedAt === null ? 'never' : timeText(lastSyncedAt)
  return [account.name, account.provider, account.region, account.teamName ?? '–', synced]
}

/** `account remove`: asks only when values would be lost. */
export async function removeAccount(
  c: Context,
  core: Core,
  named: string,
  options: { readonly yes: boolean },
): Promise<Result<void>> {
  const found = findAccount(core, named)
  if (!found.ok) return found
  const { id, name } = found.value
  const lost = core.accounts.valuesLost(id)
  if (lost > 0 && !options.yes) {
    const what = `${count(lost, 'value')} in the keychain would be lost with ${clean(name)}`
    if (!c.io.canAsk) return fail('refused', `${what}. Nothing was removed.`, 'Add --yes to remove them.')
    if (!(await confirm(c, `${what}. Remove the account?`))) return cancelled()
  }
  const removed = await unbroken(c, 'removing the account', core.accounts.remove(id, options.yes || lost > 0))
  if (!removed.ok) return removed
  answer(c, { id, name, removed: true, valuesLost: lost }, `Removed ${clean(name)}.\n`)
  note(c, 'Its keys at the vendor are as they were.')
  return done
}
