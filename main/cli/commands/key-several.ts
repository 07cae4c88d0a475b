import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Key } from '../../../shared/model.ts'
import type { KeyBulkAction, KeyBulkPlan, KeyBulkReport, KeyBulkResult } from '../../../shared/providers.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, cancelled, note, paint } from '../context.ts'
import { findKeyToChange, refOf } from '../find.ts'
import { clean, count } from '../words.ts'
import { deleteKey, setKeyActive } from './key-change.ts'

interface Which {
  readonly account?: string
}

/** `key enable` and `key disable`: of one key, or of several with a result for each. */
export async function setKeysActive(
  c: Context,
  core: Core,
  ids: readonly string[],
  active: boolean,
  options: Which,
): Promise<Result<void>> {
  const [only, ...others] = ids
  if (only !== undefined && others.length === 0) return setKeyActive(c, core, only, active, options)
  const plan = await planOf(core, ids, active ? 'enable' : 'disable', options)
  return plan.ok ? run(c, core, plan.value) : plan
}

/** `key delete`: for good. Of several keys a person types how many, a script says --yes. */
export async function deleteKeys(
  c: Context,
  core: Core,
  ids: readonly string[],
  options: Which & { readonly yes: boolean },
): Promise<Result<void>> {
  const [only, ...others] = ids
  if (only !== undefined && others.length === 0) return deleteKey(c, core, only, options)
  const plan = await planOf(core, ids, 'delete', options)
  if (!plan.ok) return plan
  const { items } = plan.value
  const going = items.filter(({ refusal }) => refusal === null)
  if (going.length > 0 && !options.yes) {
    const what = `${count(going.length, 'key')} would be deleted for good.`
    if (!c.io.canAsk || c.json)
      return fail('refused', `${what} Nothing was deleted.`, 'Add --yes to delete them.')
    c.io.out(planText(c, plan.value))
    const typed = await c.io.ask(`${what}\nType how many to delete them: `, 'shown')
    if (typed?.trim() !== String(going.length)) return cancelled()
  }
  return run(c, core, plan.value)
}

async function planOf(
  core: Core,
  ids: readonly string[],
  action: KeyBulkAction,
  options: Which,
): Promise<Result<KeyBulkPlan>> {
  const keys: Key[] = []
  for (const id of ids) {
    const found = findKeyToChange(core, id, options.account)
    if (!found.ok) return found
    const same = ({ id: other, accountId }: Key): boolean =>
      other === found.value.id && accountId === found.value.accountId
    if (!keys.some(same)) keys.push(found.value)
  }
  return core.bulk.plan(keys.map(refOf), action)
}

function planText(c: Context, plan: KeyBulkPlan): string {
  return plan.items
    .map(({ key, refusal, warnings }) => {
      const mark = refusal === null ? paint(c, 'red', plan.action) : paint(c, 'dim', 'left out')
      const why = refusal === null ? warnings.map((text) => `    ! ${clean(text)}\n`).join('') : ''
      return `  ${mark} ${clean(key.name)} (${clean(key.id)})${refusal === null ? '' : `: ${clean(refusal)}`}\n${why}`
    })
    .join('')
}

/** Ctrl-C stops between two keys; the report says which were not touched. */
async function run(c: Context, core: Core, plan: KeyBulkPlan): Promise<Result<void>> {
  const stop = new AbortController()
  const release = c.io.onInterrupt(() => {
    note(c, 'Stopping after the key that is being changed.')
    stop.abort()
  })
  const said = (result: KeyBulkResult): void => {
    if (!c.json) c.io.out(`${resultLine(c, result)}\n`)
  }
  try {
    const ran = await core.bulk.run(plan.planId, said, stop.signal)
    if (!ran.ok) return ran
    if (c.json) answer(c, documentOf(ran.value), '')
    return outcomeOf(ran.value)
  } finally {
    release()
  }
}

const colours = { done: 'green', failed: 'red', unknown: 'amber', 'left-out': 'dim' } as const

const resultLine = (c: Context, { name, outcome, text }: KeyBulkResult): string =>
  `  ${paint(c, colours[outcome], outcome === 'left-out' ? 'left out' : outcome)} ${clean(name)}: ${clean(text)}`

const documentOf = ({ action, cancelled: stopped, results }: KeyBulkReport) => ({
  action,
  cancelled: stopped,
  results: results.map(({ ref, name, outcome, text, failure }) => ({
    ...{ id: ref.keyId, name, outcome, text },
    code: failure?.code ?? null,
  })),
})

/** Nothing is done where one key was not: its failure is the command's, with how many others went well. */
function outcomeOf({ results, cancelled: stopped }: KeyBulkReport): Result<void> {
  const bad = results.filter(({ outcome }) => outcome !== 'done')
  const [first] = bad
  const well = results.length - bad.length
  if (stopped) return fail('interrupted', `Stopped, as you asked: ${count(well, 'key')} changed.`)
  if (first === undefined) return ok(undefined)
  const message = `${count(bad.length, 'key')} of ${results.length} not changed. ${first.name}: ${first.text}`
  return first.failure === null
    ? fail('refused', message)
    : { ok: false, failure: { ...first.failure, message } }
}
