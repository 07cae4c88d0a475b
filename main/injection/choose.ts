import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyType } from '../../shared/model.ts'
import type { Agent, Place } from '../agents/agent.ts'
import { takenAt } from '../agents/catalog.ts'
import { valueAt } from '../agents/locators/written.ts'

/** What the choice among a file's places rests on. `label` shows a place's value masked. */
export interface Choice {
  /** As the user named the file. */
  readonly file: string
  readonly agent: Agent
  readonly text: string
  readonly places: readonly Place[]
  /** Lines that the user named; empty where none. */
  readonly lines: readonly number[]
  readonly keyType: KeyType
  label(place: Place): string
}

/**
 * The places that a key goes to. All places with one value change together. Where a file carries several different
 * values the user names a line: that chooses the value on this line, and with it every place that carries it.
 * Fails with `refused` for a key of another type, `file-ambiguous` with the choices, `file-no-place`, and
 * `file-not-editable` when a chosen place is one that must not be spliced.
 */
export function choosePlaces(choice: Choice): Result<readonly Place[]> {
  const { file, agent, places, lines, keyType } = choice
  const literal = places.filter((place) => place.kind === 'literal' || place.notEditable !== undefined)
  const fitting = literal.filter((place) => takes(agent, place).includes(keyType))
  const textAt = (place: Place): string => valueAt(choice.text, place)
  if (!agent.takes.includes(keyType) || (literal.length > 0 && fitting.length === 0))
    return wrongType(choice, literal[0])
  const wanted =
    lines.length > 0
      ? named(choice, literal, fitting)
      : ok(fitting.filter((place) => place.onlyWhenNamed === undefined))
  if (!wanted.ok) return wanted
  const values = new Set(wanted.value.map(textAt))
  if (values.size === 0)
    return fitting.length > 0 ? ambiguous(choice, fitting, fitting[0]?.onlyWhenNamed ?? '') : noPlace(choice)
  if (lines.length === 0 && values.size > 1)
    return ambiguous(choice, fitting, `${file} carries ${values.size} different values`)
  const chosen = fitting.filter((place) => values.has(textAt(place)))
  const blocked = chosen.find((place) => place.notEditable !== undefined)
  if (blocked !== undefined)
    return fail(
      'file-not-editable',
      `${file}, line ${blocked.line} (${blocked.output}) cannot be changed safely: ${blocked.notEditable}.`,
      'Change this place by hand.',
    )
  return ok(chosen)
}

const takes = (agent: Agent, place: Place): readonly KeyType[] =>
  place.agent === agent.id ? (place.takes ?? agent.takes) : takenAt(place).types

function named(
  choice: Choice,
  literal: readonly Place[],
  fitting: readonly Place[],
): Result<readonly Place[]> {
  const found: Place[] = []
  for (const line of new Set(choice.lines)) {
    const here = fitting.filter((place) => place.line === line)
    if (here.length === 0) {
      const other = literal.find((place) => place.line === line)
      if (other !== undefined) return wrongType(choice, other)
      const indirect = choice.places.filter((place) => place.line === line)
      if (indirect.length > 0) return noPlace({ ...choice, places: indirect })
      return fail('file-no-place', `Line ${line} of ${choice.file} carries no key.`, linesHint(fitting), {
        choices: choicesOf(choice, fitting),
      })
    }
    const values = new Set(here.map((place) => valueAt(choice.text, place)))
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

const linesHint = (places: readonly Place[]): string =>
  places.length === 0 ? '' : `Lines that do: ${[...new Set(places.map((place) => place.line))].join(', ')}.`

const choicesOf = (choice: Choice, places: readonly Place[]) =>
  places.map((place) => ({ line: place.line, output: place.output, label: choice.label(place) }))

function ambiguous(choice: Choice, places: readonly Place[], why: string, oneLine = false): Result<never> {
  const hint = oneLine
    ? 'Put them on lines of their own first.'
    : `Say which with --at LINE: ${places.map((place) => `${place.line} (${place.output}, ${choice.label(place)})`).join('; ')}.`
  return fail('file-ambiguous', `${why}. Nothing was changed.`, hint, { choices: choicesOf(choice, places) })
}

function wrongType(choice: Choice, place: Place | undefined): Result<never> {
  const types = place === undefined ? choice.agent.takes : takes(choice.agent, place)
  const where = place === undefined ? choice.file : `${choice.file}, line ${place.line} (${place.output})`
  return fail(
    'refused',
    types.length === 0
      ? `${where} does not take a key of this vendor.`
      : `${where} takes a ${types.join(' or ')} key, but this is a ${choice.keyType} key.`,
    'Choose a key of the right type.',
  )
}

function noPlace(choice: Choice): Result<never> {
  const indirect = choice.places.filter((place) => place.kind !== 'literal')
  const first = indirect[0]
  if (first === undefined)
    return fail(
      'file-no-place',
      `Nothing in ${choice.file} (${choice.agent.name}) sends to a host of your accounts with a key.`,
      'Add an output first: keyturn agent snippet prints one that is ready.',
    )
  const targets = [...new Set(indirect.map((place) => place.target))].filter((target) => target !== null)
  const list = targets.join(', ')
  const said =
    first.kind === 'env'
      ? `the environment variable ${list}`
      : first.kind === 'file'
        ? `the file ${list}`
        : `the secret ${list}`
  const next =
    first.kind === 'env'
      ? `Inject into the file that sets ${list}, such as a .env file.`
      : first.kind === 'file'
        ? `Inject into ${list}.`
        : `Change ${list} in the place where it is kept.`
  return fail(
    'file-no-place',
    `${choice.file}, line ${first.line} (${first.output}) does not hold the key itself: it takes it from ${said}.`,
    next,
  )
}
