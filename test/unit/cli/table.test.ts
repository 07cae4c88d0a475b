import { describe, expect, test } from 'vitest'
import { table } from '../../../main/cli/table.ts'
import { hanging } from '../../../main/cli/words.ts'

const columns = [{ title: 'ID', flexible: true }, { title: 'STATE' }, { title: 'WHY', under: true }]
const id = '8356e5a8-8efb-4e17-8db4-8ce32aa8fccd'
const why = 'The key was replaced, and every step has its evidence.'

describe('a table', () => {
  test('has a sentence in its column where there is room', () => {
    expect(table(columns, [[id, 'done', why]], null)).toContain(`${id}  done   ${why}\n`)
  })

  test('has it under its row on a narrow terminal, so that the id stays whole', () => {
    expect(table(columns, [[id, 'done', why]], 50)).toBe(
      [
        'ID                                    STATE',
        `${id}  done`,
        '    The key was replaced, and every step has its',
        '    evidence.',
        '',
      ].join('\n'),
    )
  })
})

describe('a text in lines', () => {
  test('goes on under its beginning', () => {
    expect(`ok  ${hanging('one two three four five six', 24, 4)}`).toBe(
      'ok  one two three four\n    five six',
    )
  })

  test('leaves a word that is longer than a line whole, and everything where nobody looks at it', () => {
    const command = `run keyturn-rotate-${id}`
    expect(hanging(command, 30, 2)).toBe(`run\n  keyturn-rotate-${id}`)
    expect(hanging(command, null, 2)).toBe(command)
  })
})
