import { type FailureCode, fail, ok, type Result } from '../../../shared/errors.ts'
import type { CaptureOutcome, Key } from '../../../shared/model.ts'
import type { Core } from '../../services.ts'
import { type Context, note } from '../context.ts'
import { showValue } from '../values.ts'
import { clean } from '../words.ts'

type Stuck = Extract<CaptureOutcome, { kind: 'stuck' }>
type Captured = { readonly key: Key; readonly warning: string | null }

/** How long a script's creation waits for the keychain to come back, and how often it tries. */
const patienceMs = 60_000
const pauseMs = 3000

/**
 * The vendor has made a key and the keychain failed: its value is only in this process. With a person at the
 * terminal they decide; without one the keychain is tried again for a minute. The key at the vendor is not touched.
 */
export async function rescue(c: Context, core: Core, stuck: Stuck): Promise<Result<Captured>> {
  note(c, `${stuck.message} ${stuck.hint}`.trim())
  if (!stuck.kept)
    note(c, `Key ${stuck.keyId} exists at the vendor; its value is only in the memory of this command.`)
  return c.io.canAsk && !c.json ? askUntilSafe(c, core, stuck) : tryForAWhile(c, core, stuck)
}

async function tryForAWhile(c: Context, core: Core, first: Stuck): Promise<Result<Captured>> {
  const until = c.io.now().getTime() + patienceMs
  note(c, `Trying again for ${patienceMs / 1000} s.`)
  let stuck = first
  while (c.io.now().getTime() < until) {
    await c.io.sleep(pauseMs)
    const again = await retry(core, stuck)
    if (again.kind === 'created') return ok(again)
    stuck = again
  }
  if (stuck.kept) return unrecorded(stuck)
  return fail(
    keychainCode(core),
    `Key ${stuck.keyId} was created, but its value could not be kept and is lost. ${stuck.message}`,
    `Repair the keychain (keyturn doctor), then keyturn key delete ${stuck.keyId} --yes and create it again.`,
  )
}

/** Nothing is lost: the value is found in the keychain by whichever command can write its record. */
const unrecorded = (stuck: Stuck): Result<never> =>
  fail(
    'storage-failed',
    `Key ${stuck.keyId} was created and its value is safe in the keychain. ${clean(stuck.message)}`,
    'Remove the cause; the next keyturn command finds the value and records it. Do not delete the key.',
  )

async function askUntilSafe(c: Context, core: Core, first: Stuck): Promise<Result<Captured>> {
  let stuck = first
  let shown = false
  let unanswered = 0
  for (;;) {
    const typed = await c.io.ask('[r]etry the keychain, [s]how the value here, [l]eave without it? ', 'shown')
    // The terminal may be gone, and would never answer.
    if (typed === null && ++unanswered === 3) return tryForAWhile(c, core, stuck)
    const choice = typed?.trim().toLowerCase().charAt(0)
    if (choice === 'r') {
      const again = await retry(core, stuck)
      if (again.kind === 'created') return ok(again)
      stuck = again
      note(c, 'It still fails. The value is still in memory.')
    } else if (choice === 's') {
      const value = core.capture.stuckValue(stuck.intentId)
      if (!value.ok) return value
      showValue(c, value.value)
      shown = true
      note(c, 'Keep it somewhere safe now; the terminal keeps it in its scroll-back.')
    } else if (choice === 'l') {
      const sure = shown ? 'leave' : await c.io.ask('The value is lost then. Type leave to go on: ', 'shown')
      if (sure?.trim().toLowerCase() === 'leave') return leave(core, stuck, shown)
    }
  }
}

async function retry(core: Core, stuck: Stuck): Promise<Stuck | (Captured & { readonly kind: 'created' })> {
  const again = await core.capture.retry(stuck.intentId)
  return again.ok ? again.value : stuck
}

function leave(core: Core, stuck: Stuck, shown: boolean): Result<never> {
  if (stuck.kept) return unrecorded(stuck)
  const again = `keyturn key delete ${stuck.keyId} --yes removes the key.`
  return fail(
    keychainCode(core),
    `Key ${stuck.keyId} was created; its value is not in the keychain. ${clean(stuck.message)}`,
    shown ? `keyturn key import ${stuck.keyId} keeps the value that was shown; ${again}` : again,
  )
}

function keychainCode(core: Core): FailureCode {
  const { state } = core.vault.status()
  if (state === 'locked') return 'keychain-locked'
  return state === 'refused' ? 'keychain-refused' : 'keychain-unavailable'
}
