import { fail, type Result } from '../../../shared/errors.ts'
import type { RotationDetail, RotationSummary, ShownStep } from '../../../shared/rotation.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, fromHere, note, paint } from '../context.ts'
import { findRotation } from '../find-rotation.ts'
import { rotationDetailDocument, rotationDocument } from '../rotation-documents.ts'
import { endText, evidenceLine, questionsText, stateText, stepName, targetName } from '../rotation-text.ts'
import { table } from '../table.ts'
import { clean, timeText } from '../words.ts'

/** How long one that has ended stays in the list, in days. */
const recentDays = 30

/** `rotation list`: those that have not ended first; ended ones of the last 30 days, or all. */
export async function listRotations(
  c: Context,
  core: Core,
  options: { readonly all: boolean },
): Promise<Result<void>> {
  const since = c.io.now().getTime() - recentDays * 86_400_000
  const every = core.rotations.list()
  const rotations = every.filter(
    (rotation) => options.all || !hasEnded(rotation) || Date.parse(rotation.updatedAt) >= since,
  )
  const ordered = [...rotations.filter((it) => !hasEnded(it)), ...rotations.filter(hasEnded)]
  const columns = [
    { title: 'ID', flexible: true },
    { title: 'KEY', flexible: true },
    { title: 'ACCOUNT' },
    { title: 'STATE' },
    { title: 'STEP' },
    { title: 'GOES ON' },
    { title: 'WHY', under: true },
  ]
  const rows = ordered.map(({ id, keyName, account, state, step, waitsUntil, sentence }) => [
    id,
    keyName,
    account,
    state,
    stepName(step),
    waitsUntil === null ? '–' : timeText(waitsUntil),
    fromHere(c.io, sentence),
  ])
  answer(c, ordered.map(rotationDocument), rows.length === 0 ? '' : table(columns, rows, c.io.columns))
  if (rows.length === 0)
    note(
      c,
      every.length === 0 ? 'There is no rotation yet.' : 'No rotation is open: --all lists the ended ones.',
    )
  return done
}

const hasEnded = ({ state }: RotationSummary) => state === 'done' || state === 'undone'

/** `rotation show`: every step with its evidence, and what to do. */
export async function showRotation(
  c: Context,
  core: Core,
  id: string,
  options: { readonly account?: string },
): Promise<Result<void>> {
  const found = findRotation(core, id, options.account)
  if (!found.ok) return found
  const rotation = found.value
  answer(c, rotationDetailDocument(rotation), rotationText(c, rotation))
  return done
}

function rotationText(c: Context, rotation: RotationDetail): string {
  const { id, keyName, account, direction, state, targets } = rotation
  const title = `${clean(keyName)} of ${clean(account)}:`
  const stands = `${direction === 'back' && state !== 'undone' ? 'undoing, ' : ''}${stateText(c, state)}`
  const steps = rotation.steps.map((step) => stepText(c, rotation, step)).join('')
  const agents = targets.map((target) => `  ${targetName(c, target)} (${clean(target.agentName)})\n`).join('')
  const parts = [
    `${paint(c, 'bold', title)} ${stands}\nRotation ${id}, begun ${timeText(rotation.startedAt)}\n`,
    agents === '' ? '' : `Agents\n${agents}`,
    steps,
    questionsText(c, rotation),
    endText(c, rotation),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

const marks: Readonly<Record<ShownStep['state'], string>> = {
  open: '○',
  now: '▸',
  waiting: '…',
  'needs-you': '?',
  done: '✓',
  failed: '✗',
  skipped: '-',
}

function stepText(c: Context, rotation: RotationDetail, { title, state, at, evidence }: ShownStep): string {
  const when = at === null ? '' : `, ${timeText(at)}`
  const word = state === 'needs-you' ? 'needs you' : state
  const lines = evidence.map((each) => `    ${evidenceLine(c, each, rotation.targets, 4)}`)
  return `${marks[state]} ${clean(title)} (${word}${when})\n${lines.join('')}`
}

/** `rotation receipt`: the record for auditors, without any value. */
export async function printReceipt(
  c: Context,
  core: Core,
  id: string,
  options: { readonly account?: string; readonly html: boolean },
): Promise<Result<void>> {
  if (options.html && c.json)
    return fail('usage', '--html and --json do not go together.', 'Give one of them.')
  const found = findRotation(core, id, options.account)
  if (!found.ok) return found
  const receipt = await core.rotations.receipt(found.value.id, options.html ? 'html' : 'json')
  if (!receipt.ok) return receipt
  c.io.out(receipt.value.endsWith('\n') ? receipt.value : `${receipt.value}\n`)
  return done
}
