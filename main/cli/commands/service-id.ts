import { fail, type Result } from '../../../shared/errors.ts'
import { type SenderSetup, type SetupRequest, setupRequest } from '../../../shared/providers.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, cancelled, confirm, done, note, paint, unbroken } from '../context.ts'
import { accountOrOnly, findKeyToChange, refOf } from '../find.ts'
import { table } from '../table.ts'
import { clean, listText } from '../words.ts'

/** `service-id list`. */
export async function listServiceIds(
  c: Context,
  core: Core,
  options: { readonly account?: string },
): Promise<Result<void>> {
  const account = accountOrOnly(core, options.account)
  if (!account.ok) return account
  const found = await core.setups.serviceIds(account.value.id)
  if (!found.ok) return found
  const columns = [{ title: 'ID', flexible: true }, { title: 'NAME', flexible: true }, { title: 'LOCKED' }]
  const { serviceIds, notes } = found.value
  const rows = serviceIds.map(({ id, name, locked }) => [id, name, locked ? 'yes' : '–'])
  answer(c, serviceIds, rows.length === 0 ? '' : table(columns, rows, c.io.columns))
  for (const missing of notes) note(c, clean(missing))
  if (rows.length === 0) note(c, 'No service ID that this credential may see.')
  return done
}

/** `key create --new-service-id`: a service ID, its right to send, the key, and the proof; prints the key's id. */
export async function startSetup(c: Context, core: Core, request: SetupRequest): Promise<Result<void>> {
  const checked = setupRequest.safeParse(request)
  if (!checked.success) {
    const said = checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`)
    return fail('usage', said.join(' '), 'Nothing was created.')
  }
  const told = teller(c)
  const starting = core.setups.start(checked.data, told)
  const setup = await unbroken(c, 'setting the service ID up', starting)
  return setup.ok ? ended(c, told, setup.value) : setup
}

/** `service-id resume`. */
export async function resumeSetup(c: Context, core: Core, id: string): Promise<Result<void>> {
  const found = find(core, id)
  if (!found.ok) return found
  const told = teller(c)
  const resuming = core.setups.resume(found.value.id, told)
  const setup = await unbroken(c, 'setting the service ID up', resuming)
  return setup.ok ? ended(c, told, setup.value) : setup
}

/** `key let-send`: a right for whose key it is, so it asks. */
export async function letOwnerSend(
  c: Context,
  core: Core,
  id: string,
  options: { readonly account?: string; readonly yes: boolean },
): Promise<Result<void>> {
  const found = findKeyToChange(core, id, options.account)
  if (!found.ok) return found
  const { name, owner } = found.value
  const what = `${owner === null ? `The owner of ${clean(name)}` : clean(owner.name ?? owner.id)} would get the right to send`
  if (!options.yes) {
    if (!c.io.canAsk || c.json)
      return fail('refused', `${what}. Nothing was changed.`, 'Add --yes to give it.')
    if (!(await confirm(c, `${what}, with every key it has. Give it?`))) return cancelled()
  }
  const given = await unbroken(c, 'giving the right', core.setups.letOwnerSend(refOf(found.value)))
  if (!given.ok) return given
  answer(c, { id: found.value.id, name, text: given.value.text }, `${clean(given.value.text)}\n`)
  return done
}

/** `service-id clean-up`: removes at the vendor what was made. */
export async function cleanUpSetup(
  c: Context,
  core: Core,
  id: string,
  options: { readonly yes: boolean },
): Promise<Result<void>> {
  const found = find(core, id)
  if (!found.ok) return found
  const made = listText(found.value.made.map(clean)) || 'nothing'
  const what = `At the vendor, ${made} would be removed`
  if (!options.yes) {
    if (!c.io.canAsk || c.json) {
      return fail('refused', `${what}. Nothing was removed.`, 'Add --yes to remove it.')
    }
    if (!(await confirm(c, `${what}. Remove it?`))) return cancelled()
  }
  const cleaned = await unbroken(c, 'cleaning up', core.setups.cleanUp(found.value.id))
  if (!cleaned.ok) return cleaned
  const { failure, made: left, name } = cleaned.value
  if (failure !== null) return { ok: false, failure }
  answer(c, cleaned.value, `What was made for ${clean(name)} is removed.\n`)
  if (left.length > 0) note(c, `Still there: ${listText(left.map(clean))}.`)
  return done
}

/** `service-id setups`. */
export async function listSetups(c: Context, core: Core): Promise<Result<void>> {
  const open = core.setups.open()
  const lines = open.map(
    ({ id, name, account, made, failure }) =>
      `${id}  ${clean(name)} (${clean(account)}): made ${listText(made.map(clean)) || 'nothing'}; ${clean(failure?.message ?? 'it was interrupted')}\n`,
  )
  answer(c, open, lines.join(''))
  if (open.length === 0) note(c, 'None is open.')
  return done
}

function find(core: Core, id: string): Result<SenderSetup> {
  const found = core.setups.open().filter((setup) => setup.id === id || setup.id.startsWith(id))
  const [only] = found
  if (only && found.length === 1) return { ok: true, value: only }
  const text = only ? `${id} names several.` : `There is no open setup with the id ${id}.`
  return fail(only ? 'usage' : 'not-found', text, 'keyturn service-id setups lists them.')
}

/** Says each step once, as it comes to its end. */
function teller(c: Context): (setup: SenderSetup) => void {
  const said = new Set<string>()
  return ({ steps }) => {
    for (const { step, state, text } of steps) {
      if ((state !== 'done' && state !== 'failed' && state !== 'skipped') || said.has(`${step} ${state}`))
        continue
      said.add(`${step} ${state}`)
      const mark = state === 'done' ? paint(c, 'green', '✓') : paint(c, 'amber', '!')
      if (!c.json) c.io.err(`${mark} ${clean(text)}\n`)
    }
  }
}

function ended(c: Context, told: (setup: SenderSetup) => void, setup: SenderSetup): Result<void> {
  told(setup)
  if (setup.state === 'done' && setup.key !== null) {
    answer(c, setup, `${setup.key.keyId}\n`)
    return done
  }
  const { failure, id, made } = setup
  const there = made.length === 0 ? '' : ` Made so far: ${listText(made.map(clean))}.`
  const hint = `keyturn service-id resume ${id} goes on; keyturn service-id clean-up ${id} removes it.`
  return {
    ok: false,
    failure: {
      code: failure?.code ?? 'interrupted',
      message: `${failure?.message ?? 'It stopped on the way.'}${there}`,
      hint: `${failure?.hint ?? ''} ${hint}`.trim(),
    },
  }
}
