import { fail, type Result } from '../../../shared/errors.ts'
import type { Key, KeyDetail, KeyType } from '../../../shared/model.ts'
import { keyTypes } from '../../../shared/names.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, note, paint } from '../context.ts'
import { keyDocument } from '../documents.ts'
import { findAccount, findKey, refOf, shortPath } from '../find.ts'
import { table } from '../table.ts'
import { ageText, clean, count, dueText, listText, timeText } from '../words.ts'

export interface ListOptions {
  readonly type?: string
  readonly state?: string
  readonly account?: string
  readonly query?: string
}

const listStates = ['active', 'disabled', 'all'] as const
type ListState = (typeof listStates)[number]
const isListState = (text: string): text is ListState => (listStates as readonly string[]).includes(text)

/** Whether a word of the command line is a key type. */
export const isKeyType = (text: string): text is KeyType => (keyTypes as readonly string[]).includes(text)

/** `key list`: active keys unless told otherwise, and always those whose value was lost, until they are settled. */
export async function listKeys(c: Context, core: Core, options: ListOptions): Promise<Result<void>> {
  const { type, state, query } = options
  if (type !== undefined && !isKeyType(type)) {
    return fail('usage', `There is no key type ${type}.`, `There is ${listText(keyTypes)}.`)
  }
  if (state !== undefined && !isListState(state)) {
    return fail('usage', `There is no state ${state}.`, `There is ${listText(listStates)}.`)
  }
  const account = options.account === undefined ? null : findAccount(core, options.account)
  if (account && !account.ok) return account
  const found = core.keys.list({
    state: 'all',
    ...(type === undefined ? {} : { type }),
    ...(query === undefined ? {} : { query }),
    ...(account ? { accountId: account.value.id } : {}),
  })
  const keys = found.filter((key) => {
    if (state === undefined) return key.state === 'active' || key.state === 'orphan'
    return state === 'all' || key.state === state
  })
  answer(c, keys.map(keyDocument), keys.length === 0 ? '' : keyTable(c, keys))
  if (keys.length === 0) note(c, emptyText(core, found.length))
  return done
}

function emptyText(core: Core, hidden: number): string {
  if (core.accounts.list().length === 0) return 'No account yet. Add one with keyturn account add.'
  if (hidden > 0) return `No such key. ${count(hidden, 'other key')}: keyturn key list --state all.`
  return 'No such key. keyturn sync asks the vendor again.'
}

function keyTable(c: Context, keys: readonly Key[]): string {
  const columns = [
    { title: 'ID', flexible: true },
    { title: 'NAME', flexible: true },
    { title: 'ACCOUNT' },
    { title: 'TYPE' },
    { title: 'STATE', paint: (cell: string) => stateText(c, cell) },
    { title: 'VALUE' },
    { title: 'AGE', align: 'right' as const },
    { title: 'DUE', align: 'right' as const },
  ]
  const now = c.io.now()
  const rows = keys.map((key) => [
    key.id,
    key.name,
    key.account,
    key.legacy ? `${key.type} (legacy)` : key.type,
    key.state,
    key.hasValue ? 'held' : '–',
    ageText(key.age),
    dueText(key.dueAt, now),
  ])
  return table(columns, rows, c.io.columns)
}

const stateText = (c: Context, state: string) =>
  paint(c, state === 'active' ? 'green' : state === 'orphan' ? 'red' : 'dim', state)

/** `key show`: everything that is known about a key but its value. */
export async function showKey(
  c: Context,
  core: Core,
  id: string,
  options: { readonly account?: string },
): Promise<Result<void>> {
  const found = findKey(core, id, options.account)
  if (!found.ok) return found
  const detail = core.keys.detail(refOf(found.value))
  if (!detail.ok) return detail
  answer(c, keyDocument(detail.value.key), describe(c, detail.value))
  return done
}

const ageBasis = {
  vendor: 'created, says the vendor',
  user: 'created, as entered',
  firstSeen: 'since Keyturn first saw it',
} as const

const stateWord = { vendor: '', user: ', on your word' } as const
const policyWord = 'it has an access policy'

function describe(c: Context, detail: KeyDetail): string {
  const { key } = detail
  const created = key.createdAt === null ? 'not known' : timeText(key.createdAt)
  const facts: readonly (readonly [string, string])[] = [
    ['Id', clean(key.id)],
    ['Account', `${clean(key.account)} (${key.provider})`],
    ['Type', key.legacy ? `${key.type}, looks legacy` : key.type],
    ...(detail.legacyEvidence === null ? [] : [['Legacy', clean(detail.legacyEvidence)] as const]),
    ['State', `${stateText(c, key.state)}${key.locked ? ', locked' : ''}${stateWord[key.stateBasis]}`],
    ['Value', valueText(key)],
    ['Owner', key.owner ? `${key.owner.kind} ${clean(key.owner.name ?? key.owner.id)}` : 'not known'],
    ['Presets', clean(listText(key.presets)) || '–'],
    ['Permissions', clean(listText(key.permissions)) || '–'],
    ...(detail.hasPolicy === null ? [] : [['Policy', detail.hasPolicy ? policyWord : 'none'] as const]),
    ...(key.description === null ? [] : [['Description', clean(key.description)] as const]),
    ['Created', created],
    ...(key.lastActivatedAt ? ([['Last activated', timeText(key.lastActivatedAt)]] as const) : []),
    ...(key.expiresAt === null ? [] : [['Expires', timeText(key.expiresAt)] as const]),
    ['First seen', timeText(key.firstSeenAt)],
    ['Age', `${ageText(key.age)}, ${ageBasis[key.age.basis]}`],
    ['Due', key.dueAt === null ? '–' : `${timeText(key.dueAt)} (${dueText(key.dueAt, c.io.now())})`],
  ]
  const wide = Math.max(...facts.map(([title]) => title.length)) + 1
  const lines = facts.map(([title, text]) => `  ${title.padEnd(wide)}${text}`)
  const uses = detail.uses.map((use) => {
    const restore = use.canRestore ? ', can be restored' : ''
    return `  ${shortPath(c, use.file)}:${use.line}  ${use.agent}, ${clean(use.output)}, ${use.kind}${restore}`
  })
  const history = detail.history.map((entry) => `  ${timeText(entry.at)}  ${clean(entry.text)}`)
  const sections = [
    paint(c, 'bold', clean(key.name)),
    ...lines,
    ...(uses.length > 0 ? ['Where used', ...uses] : []),
    ...(history.length > 0 ? ['History', ...history] : []),
  ]
  return `${sections.join('\n')}\n`
}

function valueText(key: Key): string {
  if (key.hasValue) return `held in the keychain${key.fingerprint ? `, fingerprint ${key.fingerprint}` : ''}`
  if (key.secret === 'readable') return 'not held; the vendor can show it'
  return `not held, and the vendor cannot show it again: keyturn key import ${clean(key.id)}`
}
