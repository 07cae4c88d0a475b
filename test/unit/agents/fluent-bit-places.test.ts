import { describe, expect, it } from 'vitest'
import { agentOf } from '../../../main/agents/catalog.ts'
import { fluentBit } from '../../../main/agents/fluent-bit.ts'
import { hosts, must, oldKey, otherKey } from './world.ts'

const output = (host: string, header: string): string =>
  `[OUTPUT]\n    Name http\n    Host ${host}\n    Header ${header}\n`
const ours = 'ingress.eu2.coralogix.com'
const places = (text: string) => must(fluentBit.locate(text, hosts, 'fluent-bit.conf'))

describe('places of Fluent Bit', () => {
  it('leaves a variable alone that another vendor gets too', () => {
    const text = `@SET K=${oldKey}\n${output(ours, `Authorization Bearer \${K}`)}${output('logs.vendor.example', `X-Key \${K}`)}`
    const [variable, reference] = places(text)
    expect(variable).toMatchObject({ output: 'env K', kind: 'literal' })
    expect(variable?.notEditable).toContain('uses the same variable')
    expect(reference).toMatchObject({ kind: 'env', target: 'K' })
  })

  it('takes a variable for the key only where a header of ours uses it', () => {
    expect(
      places(`@SET K=${oldKey}\n${output('logs.vendor.example', `Authorization Bearer \${K}`)}`),
    ).toEqual([])
    expect(places(`@SET K=Basic hunter2\n${output(ours, `Authorization \${K}`)}`)).toHaveLength(1)
  })

  it('wants a line to be named where the file does not say the host', () => {
    const open = places(output(`\${WHERE}`, `Authorization Bearer ${oldKey}`))
    expect(open).toHaveLength(1)
    expect(open[0]?.onlyWhenNamed).toContain('which host')
    expect(places(output(`\${WHERE}`, 'Authorization Bearer not-ours-0123456789'))).toEqual([])
    expect(places('[OUTPUT]\n    Name http\n    Header Authorization Bearer not-ours-0123456789\n')).toEqual(
      [],
    )
  })

  it('splits a reference whose default is a key', () => {
    const text = output(ours, `Authorization Bearer \${K:-${otherKey}}`)
    expect(places(text).map((place) => text.slice(place.start, place.end))).toEqual([`\${K:-`, otherKey])
  })

  it('finds nothing in a main file without outputs', () => {
    for (const text of [
      '[SERVICE]\n    Flush 1\n@INCLUDE a.conf\n',
      'service:\n  flush: 1\nincludes:\n  - a.yaml\n',
    ]) {
      expect(agentOf(text, hosts, 'x')?.id).toBe('fluent-bit')
      expect(places(text)).toEqual([])
    }
  })

  it.each(['[OUTPUT]\nformat=json\n', 'pipeline:\n  steps:\n    - a\n', 'version: 3\nincludes:\n  a: b\n'])(
    'is not %j',
    (text) => {
      expect(agentOf(text, hosts, 'x')?.id).not.toBe('fluent-bit')
    },
  )
})
