import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Account } from '../../../shared/model.ts'
import type { ProviderInfo } from '../../../shared/providers.ts'
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
  readonly iamUrl?: string
  readonly ingressUrl?: string
  readonly ingestUrl?: string
  readonly transport?: string
  readonly grpcUrl?: string
  readonly instance?: string
}

/** `account add`: everything that can be checked is checked before the credential is read. */
export async function addAccount(c: Context, core: Core, options: AddOptions): Promise<Result<void>> {
  const info = infoOf(core, options.provider)
  if (!info.ok) return info
  const place = placeOf(info.value, options)
  if (!place.ok) return place
  const { id: provider, credential: needed } = info.value
  const fits = core.accounts.checkPlace(provider, place.value)
  if (!fits.ok) return fits
  const what = needed === null ? '' : needed.label.replace(/^Admin/, 'admin')
  const read = needed === null ? ok(null) : await readSecret(c, `the ${what}`, 'one')
  if (!read.ok) return read
  const credential = read.value
  if (credential !== null) note(c, `Asking the vendor who this ${what} is.`)
  const adding = core.accounts.add({ provider, name: options.name.trim(), ...place.value, credential })
  const added = await unbroken(c, 'adding the account', adding)
  credential?.dispose()
  if (!added.ok) return added
  const account = added.value
  const team = account.teamName ? `, team ${clean(account.teamName)}` : ''
  answer(c, accountDocument(account), `Added ${clean(account.name)} (${clean(account.region)}${team}).\n`)
  note(
    c,
    needed === null
      ? `${info.value.note ?? ''} Record a key with keyturn key create.`.trim()
      : `Its ${what} is in the keychain. List its keys with keyturn sync.`,
  )
  return done
}

function infoOf(core: Core, named: string): Result<ProviderInfo> {
  const providers = core.accounts.providers()
  const found = providers.find(({ id }) => id === named)
  if (found) return ok(found)
  const ids = listText(providers.map(({ id }) => id))
  return fail('usage', `There is no provider ${named}.`, `This version knows ${ids}.`)
}

function placeOf(info: ProviderInfo, options: AddOptions): Result<AccountPlace> {
  const name = options.name.trim()
  if (name === '' || name.length > 80) {
    return fail('usage', 'An account needs a name of 1 to 80 characters.')
  }
  const twice = (one: unknown, other: unknown): boolean => one !== undefined && other !== undefined
  if (twice(options.apiUrl, options.iamUrl) || twice(options.ingressUrl, options.ingestUrl)) {
    return fail('usage', '--iam-url is --api-url, and --ingest-url is --ingress-url.', 'Give one of them.')
  }
  const transport = info.transports.find((known) => known === options.transport) ?? null
  if (options.transport !== undefined && transport === null) {
    const known = listText(info.transports)
    return fail(
      'usage',
      `There is no transport ${options.transport} at ${info.name}.`,
      known === '' ? 'Leave it out.' : `There is ${known}.`,
    )
  }
  if (options.grpcUrl !== undefined && info.transports.length === 0) {
    return fail('usage', `${info.name} has no gRPC.`, 'Leave --grpc-url out.')
  }
  if (options.instance !== undefined && info.instance === null) {
    return fail('usage', `Accounts at ${info.name} name no instance.`, 'Leave --instance out.')
  }
  return ok({
    region: options.region ?? null,
    apiUrl: options.apiUrl ?? options.iamUrl ?? null,
    ingressUrl: options.ingressUrl ?? options.ingestUrl ?? null,
    grpcUrl: options.grpcUrl ?? null,
    transport,
    instance: options.instance ?? null,
  })
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
