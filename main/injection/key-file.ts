import { type Node, type ParseError, parseTree } from 'jsonc-parser'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Agent, FarEnd, Place } from '../agents/agent.ts'
import { positionOf, referenceIn } from '../agents/locators/text.ts'

/** A far end in a file of its own. */
export type FarFile = Extract<FarEnd, { readonly kind: 'file' }>

/**
 * The reader of a file at the far end of `credentials_file`, `${file:…}` and their like: nothing but a key, or a JSON
 * object with the key under a name. Such a file is only reached through the config that names it, since nothing in it
 * says what it is. `origin`: the place that names it; the key goes in by that place's rules.
 */
export function keyFileOf(agent: Agent, origin: Place, far: FarFile): Agent {
  const placeIn = far.form === 'json' ? jsonPlace(far.name) : wholePlace
  const locate = (text: string): Result<readonly Place[]> => {
    const found = placeIn(text)
    if (!found.ok) return found
    const { start, end, quoting } = found.value
    const value = text.slice(start, end)
    const reference = referenceIn(value)
    if (reference !== null)
      return notOneKey('The file holds a reference where the key is expected.', 'Look at the file.')
    return ok([{ ...asOrigin(origin), start, end, ...positionOf(text, start), quoting }])
  }
  const { embedded: _embedded, variables: _variables, checkers: _checkers, ...rest } = agent
  const tree = (text: string): Result<unknown> =>
    far.form === 'json' ? jsonTree(text) : ok(text.split(/(\s+)/))
  return { ...rest, detect: () => true, locate, tree }
}

/** What a far place takes over from the place that leads to it: whose key goes there, and where it is sent. */
export const asOrigin = (origin: Place): Omit<Place, 'start' | 'end' | 'line' | 'column' | 'quoting'> => ({
  agent: origin.agent,
  output: origin.output,
  kind: 'literal',
  target: null,
  host: origin.host,
  ...(origin.provider === undefined ? {} : { provider: origin.provider }),
  ...(origin.takes === undefined ? {} : { takes: origin.takes }),
})

type Range = Pick<Place, 'start' | 'end' | 'quoting'>

const notOneKey = (message: string, hint: string): Result<never> => fail('file-not-editable', message, hint)

function wholePlace(text: string): Result<Range> {
  const token = text.trim()
  if (token === '' || /\s/.test(token) || text.startsWith('\uFEFF'))
    return notOneKey('The file is expected to hold one key and nothing else.', 'Look at the file.')
  const start = text.indexOf(token)
  return ok({ start, end: start + token.length, quoting: 'plain' })
}

const jsonPlace =
  (name: string) =>
  (text: string): Result<Range> => {
    const root = readJson(text)
    if (!root.ok) return root
    const found = stringUnder(root.value, name) ?? stringAt(root.value, name.split('.'))
    if (found === null)
      return notOneKey('The JSON file has no text under the name that the configuration asks for.', '')
    const [start, end] = [found.offset + 1, found.offset + found.length - 1]
    if (text.slice(start, end) !== found.value)
      return notOneKey(
        'The value in the JSON file is written with escapes.',
        'Write it without escapes first.',
      )
    return ok({ start, end, quoting: 'double' })
  }

function readJson(text: string): Result<Node> {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true })
  return root === undefined || errors.length > 0 || root.type !== 'object'
    ? fail('file-invalid', 'The file is expected to be a JSON object.', 'Correct the file, then try again.')
    : ok(root)
}

function jsonTree(text: string): Result<unknown> {
  const root = readJson(text)
  if (!root.ok) return root
  try {
    return ok(JSON.parse(text) as unknown)
  } catch {
    return fail(
      'file-invalid',
      'The file is expected to be a JSON object.',
      'Correct the file, then try again.',
    )
  }
}

/** The string under a key that stands once; null for anything else. */
function stringUnder(object: Node, key: string): Node | null {
  const found = valuesUnder(object, key)
  return found.length === 1 && found[0]?.type === 'string' ? found[0] : null
}

function stringAt(object: Node, path: readonly string[]): Node | null {
  const [key = '', ...rest] = path
  if (rest.length === 0) return stringUnder(object, key)
  const [inner, ...others] = valuesUnder(object, key)
  return inner?.type === 'object' && others.length === 0 ? stringAt(inner, rest) : null
}

const valuesUnder = (object: Node, key: string): readonly Node[] =>
  (object.children ?? []).flatMap(({ children: [name, value] = [] }) =>
    name?.value === key && value !== undefined ? [value] : [],
  )
