import { type Failure, fail, ok, type Result } from '../../shared/errors.ts'
import type { Agent, Place } from '../agents/agent.ts'
import { takenAt } from '../agents/catalog.ts'
import { valueAt } from '../agents/locators/written.ts'
import { commandFor, referent } from './chain-words.ts'
import { fitsAt, type KeyKind, wrongKey } from './fitting.ts'
import type { Followed } from './followed.ts'

/** What the choice among a file's places rests on. `label` shows a value masked. */
export interface Choice {
  /** As the user named the file. */
  readonly file: string
  readonly agent: Agent
  readonly text: string
  readonly places: readonly Place[]
  /** Where the indirect places lead. */
  readonly followed: ReadonlyMap<Place, Followed>
  /** Lines that the user named; empty where none. */
  readonly lines: readonly number[]
  readonly key: KeyKind & { readonly id: string }
  /** Whether the user named other files too: then choices say which file they are of. */
  readonly amongOthers: boolean
  label(value: string): string
}

/** The chosen places, and sentences about those that were left out because they are out of reach. */
export interface Chosen {
  readonly places: readonly Place[]
  readonly leftOut: readonly string[]
}

/**
 * The places that a key goes to. All places with one value change together; of an indirect place the value at its far
 * end counts. Where a file carries several different values the user names a line: that chooses the value on this
 * line, and with it every place that carries it. Fails with `refused` for a key of another vendor or type,
 * `file-ambiguous` with the choices, `file-no-place`, and `file-not-editable` when a chosen place must not be spliced.
 */
export function choosePlaces(choice: Choice): Result<Chosen> {
  const { file, places, lines, key } = choice
  if (places.length === 0) return noPlace(choice)
  const fitting = places.filter((place) => fitsAt(key, place))
  const asked = places.find((place) => lines.includes(place.line)) ?? places[0]
  if (fitting.length === 0 && asked !== undefined)
    return wrongKey(placeName(choice, asked), takenAt(asked), key)
  const usable = fitting.filter((place) => valueBehind(choice, place) !== null)
  const open = fitting.filter((place) => valueBehind(choice, place) === null)
  const wanted =
    lines.length > 0 ? named(choice, usable) : ok(usable.filter((place) => place.onlyWhenNamed === undefined))
  if (!wanted.ok) return wanted
  const unsure = open.find((place) => choice.followed.get(place)?.kind === 'several')
  if (lines.length === 0 && unsure !== undefined) return unreached(choice, unsure)
  const values = new Set(wanted.value.map((place) => valueBehind(choice, place)))
  if (values.size === 0) {
    if (usable.length > 0) return ambiguous(choice, usable, usable[0]?.onlyWhenNamed ?? '')
    return open[0] === undefined ? noPlace(choice) : unreached(choice, open[0])
  }
  if (lines.length === 0 && values.size > 1)
    return ambiguous(choice, usable, `${file} carries ${values.size} different values`)
  const chosen = usable.filter((place) => values.has(valueBehind(choice, place)))
  const blocked = chosen.find((place) => place.notEditable !== undefined)
  if (blocked !== undefined) return notEditable(placeName(choice, blocked), blocked)
  return ok({ places: chosen, leftOut: lines.length > 0 ? [] : open.map((place) => leftOut(choice, place)) })
}

/** The refusal of a place that cannot be spliced. */
export const notEditable = (where: string, place: Place): Result<never> =>
  fail(
    'file-not-editable',
    `${where} cannot be changed safely: ${place.notEditable}.`,
    'Change this place by hand.',
  )

const placeName = (choice: Choice, place: Place): string =>
  `${choice.file}, line ${place.line} (${place.output})`

/** The value that stands at a place or at its far end; null where that is not known. */
function valueBehind(choice: Choice, place: Place): string | null {
  if (place.kind === 'literal' || place.notEditable !== undefined) return valueAt(choice.text, place)
  const followed = choice.followed.get(place)
  return followed?.kind === 'found' ? valueAt(followed.end.file.text, followed.end.place) : null
}

function named(choice: Choice, usable: readonly Place[]): Result<readonly Place[]> {
  const found: Place[] = []
  for (const line of new Set(choice.lines)) {
    const here = usable.filter((place) => place.line === line)
    const others = choice.places.filter((place) => place.line === line)
    if (here.length === 0) {
      const [other] = others
      if (other === undefined)
        return fail(
          'file-no-place',
          `Line ${line} of ${choice.file} carries no key.`,
          usable.length === 0 ? '' : 'Name a line that does.',
          choicesOf(choice, usable),
        )
      const open = others.find((place) => fitsAt(choice.key, place))
      return open === undefined
        ? wrongKey(placeName(choice, other), takenAt(other), choice.key)
        : unreached(choice, open)
    }
    const values = new Set(here.map((place) => valueBehind(choice, place)))
    if (values.size > 1)
      return ambiguous(
        choice,
        here,
        `Line ${line} of ${choice.file} carries ${values.size} different values`,
        true,
      )
    found.push(...here)
  }
  return ok(found)
}

function choicesOf(choice: Choice, places: readonly Place[]): Required<Pick<Failure, 'choices'>> {
  const file = choice.amongOthers ? { file: choice.file } : {}
  const label = (place: Place): string => choice.label(valueBehind(choice, place) ?? '')
  return {
    choices: places.map((place) => ({
      ...file,
      line: place.line,
      output: place.output,
      label: label(place),
    })),
  }
}

function ambiguous(choice: Choice, places: readonly Place[], why: string, oneLine = false): Result<never> {
  const more = choicesOf(choice, places)
  const hint = oneLine
    ? 'Put them on lines of their own first.'
    : `Say which with --at ${choice.amongOthers ? `${choice.file}:LINE` : 'LINE'}.`
  return fail('file-ambiguous', `${why}. Nothing was changed.`, hint, more)
}

const noPlace = (choice: Choice): Result<never> =>
  fail(
    'file-no-place',
    `Nothing in ${choice.file} (${choice.agent.name}) sends to a host of your accounts with a key.`,
    'Add an output first: keyturn agent snippet prints one that is ready.',
  )

/** Why an indirect place leads to no place that can be changed, and what to do instead. */
function unreached(choice: Choice, place: Place): Result<never> {
  const where = placeName(choice, place)
  const followed = choice.followed.get(place)
  const from = `${where} does not hold the key itself: it takes it from ${referent(place)}`
  if (followed?.kind === 'several') {
    const choices = followed.ends.map(({ file, place: end }) => ({
      file: file.path,
      line: end.line,
      output: end.output,
      label: choice.label(valueAt(file.text, end)),
    }))
    const files = [...new Set(choices.map(({ file }) => file))].join(', ')
    return fail(
      'file-ambiguous',
      `${from}, and more than one place sets that: ${files}. Nothing was changed.`,
      'Name the file that counts together with this one.',
      { choices },
    )
  }
  if (followed?.kind === 'outside')
    return fail(
      'file-no-place',
      `${from}, which Keyturn cannot change${followed.outside.what === referent(place) ? '' : ` (${followed.outside.what})`}.`,
      outsideHint(followed.outside.command, choice.key.id),
    )
  if (followed?.kind === 'nowhere')
    return fail('file-no-place', `${from}, and ${followed.why}.`, followed.hint)
  return fail('file-no-place', `${from}.`, 'Change it in the place where it is kept.')
}

const outsideHint = (command: string, keyId: string): string =>
  command === '' ? 'Change it in the place where it is kept.' : `Run: ${commandFor(command, keyId)}`

function leftOut(choice: Choice, place: Place): string {
  const failure = unreached(choice, place)
  return failure.ok ? '' : `${failure.failure.message} ${failure.failure.hint}`.trim()
}
