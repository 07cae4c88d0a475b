import { describe, expect, it } from 'vitest'
import { systemd } from '../../../main/agents/systemd.ts'
import { failureOf, hosts, must, newKey, oldKey } from './world.ts'

const name = 'override.conf'
const unit = (...lines: string[]): string => `[Service]\n${lines.join('\n')}\n`
const located = (text: string) => must(systemd.locate(text, hosts, name))
const variables = (text: string, variable: string) =>
  must(systemd.variables?.(text, variable, name) ?? missing())

describe('systemd units', () => {
  it.each([
    [`Environment=CX_API_KEY=${oldKey}`, 'plain'],
    [`Environment = "CX_API_KEY=${oldKey}"`, 'double'],
    [`Environment='CX_API_KEY=${oldKey}' B=c`, 'single'],
    [`Environment=A=b "C=d e" CX_API_KEY='${oldKey}'`, 'single'],
    [`  Environment="A=%%" CX_API_KEY=${oldKey}\t`, 'plain'],
  ])('reads %s', (line, quoting) => {
    const text = unit('# größer ☃', line)
    const [place] = located(text)
    expect(text.slice(place?.start, place?.end)).toBe(oldKey)
    expect(place).toMatchObject({ quoting, line: 3, agent: 'lambda' })
    expect(place?.notEditable).toBeUndefined()
  })

  it.each([
    [`Environment=CX_API_KEY=a"b"`, 'several pieces'],
    [`Environment="CX_API_KEY=a\\x41"`, 'escapes'],
    [`Environment="CX_API_KEY=%H"`, '%'],
    [`Environment="A=b" \\\n CX_API_KEY=${oldKey}`, 'backslash'],
    [`Environment=CX_API_KEY=$OTHER`, 'expands no variables'],
  ])('does not change %j', (line, reason) => {
    expect(located(unit(line))[0]?.notEditable).toContain(reason)
  })

  it.each([
    ['no assignment', 'Line 2'],
    ['Environment="A=b', 'Line 2'],
    ['Environment=A', 'Line 2'],
    ['Environment=A=b # not a comment', 'Line 2'],
  ])('refuses %j', (line, where) => {
    const failure = failureOf(systemd.locate(unit(line), hosts, name))
    expect(failure.code).toBe('file-invalid')
    expect(failure.message).toContain(where)
  })

  it('ignores other sections, and says what a later empty Environment= drops', () => {
    const text = `[Unit]\nEnvironment=CX_API_KEY=${oldKey}\n${unit(`Environment=CX_API_KEY=${oldKey}`, 'Environment=', `Environment=CX_API_KEY=${newKey}`)}`
    expect(located(text).map((place) => place.onlyWhenNamed !== undefined)).toEqual([true, false])
    expect(variables(text, 'CX_API_KEY').map((place) => place.line)).toEqual([6])
  })

  it('follows a variable of any name into the files that override it', () => {
    const text = unit(
      'EnvironmentFile=/etc/dropped',
      'EnvironmentFile=',
      'EnvironmentFile=-/etc/default/app',
      'EnvironmentFile=/etc/app/%i.env',
      `Environment="AUTH=Bearer ${oldKey}"`,
    )
    const [own, first, second, ...others] = variables(text, 'AUTH')
    expect(text.slice(own?.start, own?.end)).toBe(oldKey)
    expect(first).toMatchObject({
      kind: 'file',
      far: { kind: 'file', path: '/etc/default/app', form: 'env', name: 'AUTH' },
    })
    expect(text.slice(first?.start, first?.end)).toBe('/etc/default/app')
    expect(second?.notEditable).toContain('specifier')
    expect(others).toEqual([])
  })

  it('is not Fluent Bit’s section', () => {
    expect(systemd.detect('[SERVICE]\n    Flush 1\n', hosts, 'fluent-bit.conf')).toBe(false)
    expect(systemd.detect('[Service]\r\nUser=x\r\n', hosts, 'x.service')).toBe(true)
  })
})

const missing = (): never => {
  throw new Error('no variables')
}
