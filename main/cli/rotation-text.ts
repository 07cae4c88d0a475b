import type {
  Evidence,
  EvidenceOutcome,
  RotationDetail,
  RotationPlan,
  RotationQuestion,
  RotationState,
  RotationStep,
  RotationTarget,
} from '../../shared/rotation.ts'
import { sentence } from '../rotation/words.ts'
import { plannedFileText } from './commands/inject.ts'
import { type Context, fromHere, paint } from './context.ts'
import { shortPath } from './find.ts'
import { clean, hanging as hung, timeText } from './words.ts'

/** How a step is called while it has not ended well, and how when it has. */
const stepWords: Readonly<Record<RotationStep, readonly [string, string]>> = {
  create: ['create', 'created'],
  write: ['write', 'written'],
  check: ['check', 'checked'],
  reload: ['reload', 'reloaded'],
  adopt: ['adopt', 'adopted'],
  canary: ['canary', 'canary'],
  watch: ['watch', 'watched'],
  cut: ['cut', 'cut'],
  soak: ['soak', 'soaked'],
  delete: ['delete', 'deleted'],
  'bring-back': ['bring back', 'brought back'],
  'put-back': ['put back', 'put back'],
  'reload-back': ['reload', 'reloaded'],
  retire: ['retire', 'retired'],
}

const outcomes = {
  ok: { mark: '✓', word: '', colour: 'green' },
  failed: { mark: '✗', word: 'failed', colour: 'red' },
  unproven: { mark: '?', word: 'unproven', colour: 'amber' },
  word: { mark: '!', word: 'by word', colour: 'amber' },
  // Not `skipped`: it is also what was only looked at or asked for.
  skipped: { mark: '-', word: '', colour: 'dim' },
} as const satisfies Record<EvidenceOutcome, unknown>

const stateColours = {
  running: 'green',
  waiting: 'dim',
  'needs-you': 'amber',
  failed: 'red',
  done: 'green',
  undone: 'green',
} as const satisfies Record<RotationState, unknown>

/** In lines of the terminal's width, each after the first `indent` columns in; `first`: where the first one begins. */
const hanging = (c: Context, text: string, indent: number, first = indent) =>
  hung(text, c.io.columns, indent, first)

/** A rotation's state, in words and its colour. */
export const stateText = (c: Context, state: RotationState): string =>
  paint(c, stateColours[state], state === 'needs-you' ? 'needs you' : state)

/** A step's short name, as in `bring back`. */
export const stepName = (step: RotationStep): string => stepWords[step][0]

/** A target's name for people: a path as they would write it, or the other host's. */
export const targetName = (c: Context, { name, file, host }: RotationTarget): string =>
  host === null && name === file ? shortPath(c, file) : clean(name)

/** One recorded thing: its time, whether it held, its step, what was seen. `indent`: what stands before it already. */
export function evidenceLine(
  c: Context,
  evidence: Evidence,
  targets: readonly RotationTarget[],
  indent = 0,
): string {
  const { mark, word, colour } = outcomes[evidence.outcome]
  const [open, held] = stepWords[evidence.step]
  const label = evidence.outcome === 'ok' ? held : `${open} ${word}`.trim()
  const target = targets.find(({ id }) => id === evidence.targetId)
  const named = target !== undefined && !evidence.text.includes(target.file.split(/[\\/]/).at(-1) ?? '')
  const about = named ? `${targetName(c, target)}: ` : ''
  const at = new Date(evidence.at).toTimeString().slice(0, 8)
  const text = `${about}${fromHere(c.io, sentence(clean(evidence.text)))}`
  return `${at}  ${paint(c, colour, `${mark} ${label.padEnd(14)}`)} ${hanging(c, text, 27 + indent)}\n`
}

/** The plan: its steps, the agents, the masked diff, and what to know before. */
export function planText(c: Context, plan: RotationPlan): string {
  const bold = (text: string) => paint(c, 'bold', text)
  const warning = (text: string) =>
    `${paint(c, 'amber', hanging(c, `Warning: ${fromHere(c.io, clean(text))}`, 0))}\n`
  const steps = plan.steps.map(({ text, lacks, final }, index) => {
    const end = final ? ' This cannot be taken back.' : ''
    const line = `${String(index + 1).padStart(3)}. ${hanging(c, `${fromHere(c.io, clean(text))}${end}`, 5)}\n`
    return lacks === null ? line : `${line}     ${paint(c, 'red', `✗ lacks ${clean(lacks)}`)}\n`
  })
  const agents = plan.targets.map((target) => `${targetTitle(c, target)}${targetLines(c, target)}`)
  const { name, type, presets, permissions, hashed } = plan.newKey
  const rights = [...presets, ...permissions].map(clean).join(', ')
  const given = plan.replacement !== null
  const shown = given
    ? 'it exists'
    : hashed
      ? 'its value is shown once'
      : 'the vendor can show its value again'
  const parts = [
    `${bold(`Rotate ${clean(plan.keyName)} of ${clean(plan.account)}`)}\n` +
      `${given ? 'In its place' : 'New key'}: ${clean(name)}, ${type}${rights === '' ? '' : `, ${rights}`}; ${shown}\n`,
    // A plan that cannot be made may end before its first step.
    steps.length === 0 ? '' : `${bold('Steps')}\n${steps.join('')}`,
    agents.length === 0
      ? 'No agent is known that carries this key.\n'
      : `${bold('Agents')}\n${agents.join('')}`,
    ...plan.files.map((file) => plannedFileText(c, file)),
    plan.mode === 'leaked-cut-first'
      ? warning('The old key is cut first: telemetry is refused until the agents have the new key.')
      : '',
    plan.warnings.map(warning).join(''),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

const targetTitle = (c: Context, target: RotationTarget) =>
  `  ${targetName(c, target)} (${clean(target.agentName)})\n`

function targetLines(c: Context, { reloadText, proofText, checker, outside }: RotationTarget): string {
  const lines = [
    `reload: ${clean(reloadText)}`,
    `proof: ${clean(proofText)}`,
    ...(checker === null ? [] : [`checker: ${clean(checker)}`]),
    ...(outside === null ? [] : [`out of reach: ${clean(outside.what)}; ${clean(outside.command)}`]),
  ]
  return lines.map((line) => `    ${hanging(c, fromHere(c.io, line), 6, 4)}\n`).join('')
}

/** A word for a shell: quoted unless it needs no quotes. */
export const quoted = (word: string): string =>
  /^[\w./@:+-]+$/.test(word) ? word : `'${clean(word).replaceAll("'", "'\\''")}'`

/** What the user is asked, each with the command that answers it. */
export const questionsText = (c: Context, rotation: RotationDetail): string =>
  rotation.questions
    .map((question) => {
      const text = fromHere(c.io, clean(question.text))
      return `${paint(c, 'amber', '? ')}${hanging(c, text, 2)}\n    ${answerCommand(rotation, question)}\n`
    })
    .join('')

function answerCommand(rotation: RotationDetail, question: RotationQuestion): string {
  const way = `keyturn rotate --resume ${rotation.id}`
  if (question.kind === 'override') return `${way} --override ${quoted(rotation.keyName)}`
  if (question.kind === 'at-vendor') return `${way} --done ${question.step}`
  const target = question.kind === 'confirm' && rotation.targets.find(({ id }) => id === question.targetId)
  return target ? `${way} --confirm ${quoted(target.name)}` : way
}

/** The commands with which a rotation goes on or back, a sentence each; none where it has ended for good. */
export function nextSteps(rotation: RotationDetail): readonly string[] {
  const { id, state, direction, undoText, waitsUntil } = rotation
  if (state === 'undone') return []
  const again = `keyturn rotate --resume ${id}`
  if (direction === 'back') return [`${again} goes on with it.`]
  const undo = undoText === null ? [] : [`keyturn rotate --undo ${id} leads back to the old key.`]
  if (state === 'done') return undo
  if (state !== 'waiting') return [`${again} goes on.`, ...undo]
  const at = waitsUntil === null ? '' : ` at ${timeText(waitsUntil)}`
  return [`It goes on${at}: by itself while Keyturn runs, else with ${again}.`, ...undo]
}

/** How a rotation stands: the sentence, what is safe, what to do. */
export const endText = (c: Context, rotation: RotationDetail): string =>
  [asksOnly(rotation) ? '' : rotation.sentence, rotation.safe, ...nextSteps(rotation)]
    .filter((line) => line !== '')
    .map((line) => `${hanging(c, fromHere(c.io, clean(line)), 0)}\n`)
    .join('')

/** Whether its sentence says nothing but its questions, which are printed with the commands that answer them. */
export const asksOnly = ({ state, questions, sentence }: RotationDetail): boolean =>
  state === 'needs-you' && questions.length > 0 && questions.every(({ text }) => sentence.includes(text))
