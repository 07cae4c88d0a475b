import { parseXml, XmlElement, XmlError, XmlText } from '@rgrove/parse-xml'
import { fail, ok, type Result } from '../../../../shared/errors.ts'
import { hasLoneCarriageReturn } from '../text.ts'

/** A value of a property list. `start` and `end` are UTF-16 offsets of what stands between its tags. */
export interface PlistValue {
  readonly type: string
  readonly start: number
  readonly end: number
  /** Of everything but a dict and an array. */
  readonly text: string
  readonly entries: readonly PlistEntry[]
  readonly items: readonly PlistValue[]
}

/** One key of a dict. */
export interface PlistEntry {
  readonly key: string
  readonly value: PlistValue
}

const invalid = (line: number, what: string): Result<never> =>
  fail('file-invalid', `Line ${line} ${what}.`, 'Correct the file, then try again.')

/** What is wrong with a list that is well-formed XML. `at`: an offset. */
class Malformed {
  readonly at: number
  readonly what: string
  constructor(at: number, what: string) {
    this.at = at
    this.what = what
  }
}

/**
 * Reads a property list in XML. Fails with `file-not-editable` on a binary one, and with `file-invalid` on what is
 * not well-formed, on elements that are not a property list's, and on a key that stands in a dict twice.
 */
export function readPlist(text: string): Result<PlistValue> {
  if (/^\uFEFF?bplist/.test(text))
    return fail(
      'file-not-editable',
      'This is a binary property list.',
      'Convert it first: plutil -convert xml1 FILE.',
    )
  if (hasLoneCarriageReturn(text))
    return fail(
      'file-not-editable',
      'The file has carriage returns that end no line.',
      'Convert its line ends first.',
    )
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length
  try {
    const { root } = parseXml(text, { includeOffsets: true })
    if (root?.name !== 'plist') return invalid(1, 'is not the start of a property list')
    const [content, ...others] = elementsOf(root)
    if (content === undefined || others.length > 0)
      return invalid(lineAt(root.start), 'opens a list that does not hold exactly one value')
    return ok(readValue(content, text))
  } catch (error) {
    // The library's own message quotes the text, and with it a value.
    if (error instanceof XmlError) return invalid(error.line, 'is not well-formed XML')
    if (error instanceof Malformed) return invalid(lineAt(error.at), error.what)
    // Its reader goes down by one call per element.
    if (error instanceof RangeError)
      return fail('file-not-editable', 'Its elements are nested too deeply.', 'Change this file by hand.')
    throw error
  }
}

function elementsOf(parent: XmlElement): readonly XmlElement[] {
  const elements: XmlElement[] = []
  for (const child of parent.children) {
    if (child instanceof XmlElement) elements.push(child)
    else if (child instanceof XmlText && child.text.trim() !== '')
      throw new Malformed(child.start, 'has text where a value is expected')
  }
  return elements
}

const plain = new Set(['string', 'integer', 'real', 'date', 'data', 'true', 'false'])

function readValue(element: XmlElement, text: string): PlistValue {
  const { name } = element
  const range = innerRange(element, text)
  const value = { type: name, ...range, text: '', entries: [], items: [] }
  if (name === 'array') return { ...value, items: elementsOf(element).map((each) => readValue(each, text)) }
  if (name === 'dict') return { ...value, entries: entriesOf(element, text) }
  if (!plain.has(name)) throw new Malformed(element.start, 'has an element that property lists do not know')
  if (element.children.some((child) => child instanceof XmlElement))
    throw new Malformed(element.start, 'has an element inside of a plain value')
  return { ...value, text: element.text }
}

function entriesOf(dict: XmlElement, text: string): readonly PlistEntry[] {
  const entries: PlistEntry[] = []
  const elements = elementsOf(dict)
  for (let index = 0; index < elements.length; index += 2) {
    const [key, value] = [elements[index], elements[index + 1]]
    if (key === undefined || key.name !== 'key' || value === undefined || value.name === 'key')
      throw new Malformed(key?.start ?? dict.start, 'does not pair a key with a value')
    if (entries.some((entry) => entry.key === key.text))
      throw new Malformed(key.start, 'has a key that stands in the same dict already')
    entries.push({ key: key.text, value: readValue(value, text) })
  }
  return entries
}

/** Between the tags of an element; an empty range at its end for `<string/>`. */
function innerRange(element: XmlElement, text: string): { readonly start: number; readonly end: number } {
  const opening = /^<[^<>]*>/.exec(text.slice(element.start, element.end))?.[0] ?? ''
  const close = text.lastIndexOf('</', element.end - 1)
  if (opening === '' || opening.endsWith('/>') || close < element.start)
    return { start: element.end, end: element.end }
  return { start: element.start + opening.length, end: close }
}

/** The value of a key in a dict; null where there is none. */
export const entryOf = (value: PlistValue | null, key: string): PlistValue | null =>
  value?.entries.find((entry) => entry.key === key)?.value ?? null

/** The list as plain data. Fails like `readPlist`. */
export function plistTree(text: string): Result<unknown> {
  const read = readPlist(text)
  return read.ok ? ok(plainData(read.value)) : read
}

function plainData(value: PlistValue): unknown {
  if (value.type === 'array') return value.items.map(plainData)
  if (value.type === 'dict') return value.entries.map((entry) => [entry.key, plainData(entry.value)])
  return [value.type, value.text]
}
