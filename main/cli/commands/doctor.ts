import type { Result } from '../../../shared/errors.ts'
import type { DoctorCheck } from '../../../shared/model.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, paint } from '../context.ts'
import { clean, count } from '../words.ts'

/** What only the app can try out: it needs a window. */
const desktopOnly: readonly DoctorCheck[] = (
  [
    ['clipboard', 'Clipboard'],
    ['notifications', 'Notifications'],
    ['tray', 'Tray'],
  ] as const
).map(([id, title]) => ({
  id,
  title,
  status: 'unknown',
  message: 'Only the app can check this.',
  hint: 'Open Keyturn and look at Settings.',
}))

/** `doctor --repair`: what doctor names as broken and Keyturn can mend by itself. */
export async function repair(c: Context, core: Core): Promise<Result<void>> {
  const repaired = await core.repairFingerprints()
  if (!repaired.ok) return repaired
  const { renewed } = repaired.value
  answer(
    c,
    { renewed },
    `The fingerprint key was made anew; ${count(renewed, 'value')} ${renewed === 1 ? 'is' : 'are'} recognised again.\n`,
  )
  return done
}

/** `doctor`: exits 0 whatever it finds: the findings are the answer. */
export async function doctor(c: Context, core: Core): Promise<Result<void>> {
  const found = await core.doctor()
  const checks = [...found, ...desktopOnly.filter(({ id }) => !found.some((check) => check.id === id))]
  const documents = checks.map(({ id, title, status, message, hint }) => ({
    id,
    title,
    status,
    message,
    hint,
  }))
  answer(c, documents, checks.map((check) => checkText(c, check)).join(''))
  return done
}

const colours = { ok: 'green', warning: 'amber', failed: 'red', unknown: 'dim' } as const

function checkText(c: Context, check: DoctorCheck): string {
  const status = paint(c, colours[check.status], check.status.padEnd(8))
  const hint = check.hint === '' || check.status === 'ok' ? '' : `          ${clean(check.hint)}\n`
  return `${status}  ${clean(check.title)}: ${clean(check.message)}\n${hint}`
}
