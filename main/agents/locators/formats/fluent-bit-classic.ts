import { fail, ok, type Result } from '../../../../shared/errors.ts'
import { hasLoneCarriageReturn, linesOf } from '../text.ts'

/** One `Key value` line. Offsets are UTF-16 units; the value has no blanks at its ends. */
export interface Property {
  readonly key: string
  readonly value: string
  readonly valueStart: number
  readonly line: number
}

export interface Section {
  readonly name: string
  readonly line: number
  readonly properties: readonly Property[]
}

export interface ClassicFile {
  readonly sections: readonly Section[]
  /** `@SET K=v`, in order. */
  readonly variables: readonly Property[]
}

const invalid = (line: number, why: string): Result<never> =>
  fail(
    'file-invalid',
    `Line ${line} is not valid Fluent Bit configuration: ${why}.`,
    'Correct the file, then try again.',
  )

/**
 * Reads Fluent Bit's classic format by its own rules: sections in brackets, indented `Key value` lines that all
 * share one indent, keys in any case and repeatable, `#` comments on their own line only. Quotes and trailing
 * comments belong to a value: Fluent Bit never strips them. Fails with `file-invalid`.
 */
export function readClassic(text: string): Result<ClassicFile> {
  if (hasLoneCarriageReturn(text))
    return fail(
      'file-not-editable',
      'The file has carriage returns that end no line.',
      'Convert its line ends first.',
    )
  const sections: { name: string; line: number; properties: Property[] }[] = []
  const variables: Property[] = []
  let indent: string | null = null
  let inGroup = false
  for (const { text: line, start, number } of linesOf(text)) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue
    if (line.startsWith('@')) {
      const set = /^(@SET[ \t]+)([^=\s]+)([ \t]*=[ \t]*)(.*?)[ \t]*$/i.exec(line)
      if (set?.[2] !== undefined) {
        const valueStart = start + (set[1] ?? '').length + set[2].length + (set[3] ?? '').length
        variables.push({ key: set[2], value: set[4] ?? '', valueStart, line: number })
      }
      continue
    }
    if (line.startsWith('[')) {
      const end = line.indexOf(']')
      if (end < 2) return invalid(number, 'a section needs a name in brackets')
      sections.push({ name: line.slice(1, end).trim().toUpperCase(), line: number, properties: [] })
      inGroup = false
      continue
    }
    const blanks = /^[ \t]*/.exec(line)?.[0] ?? ''
    const section = sections.at(-1)
    if (section === undefined) return invalid(number, 'a setting stands outside of a section')
    if (blanks === '') return invalid(number, 'a setting is not indented')
    indent ??= blanks
    if (!blanks.startsWith(indent)) return invalid(number, 'the indent differs from the lines before')
    const body = line.slice(blanks.length)
    if (body.startsWith('[')) {
      if (body.indexOf(']') < 2) return invalid(number, 'a group needs a name in brackets')
      inGroup = true
      continue
    }
    if (blanks !== indent && !inGroup) return invalid(number, 'the indent differs from the lines before')
    if (blanks === indent) inGroup = false
    const pair = /^(\S+)([ \t]+)(.*?)[ \t]*$/.exec(body)
    if (pair?.[1] === undefined || pair[2] === undefined || !pair[3])
      return invalid(number, 'a key has no value')
    const valueStart = start + blanks.length + pair[1].length + pair[2].length
    // Settings of a nested group (a processor) are not the output's own.
    const key = inGroup ? `[group] ${pair[1]}` : pair[1]
    section.properties.push({ key, value: pair[3], valueStart, line: number })
  }
  return ok({ sections, variables })
}

/** The file as plain data, for the proof of a splice. */
export function classicTree(text: string): Result<unknown> {
  const file = readClassic(text)
  if (!file.ok) return file
  return ok({
    sections: file.value.sections.map(({ name, properties }) => ({
      name,
      properties: properties.map(({ key, value }) => [key, value]),
    })),
    variables: file.value.variables.map(({ key, value }) => [key, value]),
  })
}
