import { describe, expect, it } from 'vitest'
import { agentNamed } from '../../../main/agents/catalog.ts'
import { readYaml } from '../../../main/agents/locators/formats/yaml.ts'
import { locateCalls } from '../../../main/agents/locators/http-calls.ts'
import { failureOf, hosts } from './world.ts'

describe('input that is made to break a reader', () => {
  it('a property list a hundred thousand elements deep is refused', () => {
    const text = `<plist version="1.0">${'<dict><key>a</key>'.repeat(100_000)}`
    const launchd = agentNamed('launchd')
    expect(failureOf(launchd?.locate(text, hosts, 'x') ?? { ok: true, value: null }).code).toBe(
      'file-not-editable',
    )
    expect(launchd?.tree(text, 'x').ok).toBe(false)
  })

  it.each(['}', ']', '}]'])('a YAML text of nothing but %s is refused at its first error', (sign) => {
    const text = sign.repeat(1_000_000 / sign.length)
    const start = process.cpuUsage().user
    expect(failureOf(readYaml(text)).code).toBe('file-invalid')
    expect((process.cpuUsage().user - start) / 1000).toBeLessThan(4_000)
  })

  it.each([
    [
      'a variable set 50,000 times',
      `${'A=https://host.example\n'.repeat(50_000)}curl -H "Authorization: x" $A\n`,
    ],
    [
      'thousands of requests on one line',
      `curl -H 'Authorization: Bearer x' https://ingress.eu2.coralogix.com/a `.repeat(4_000),
    ],
    [
      'variables that are set to each other, in many ways',
      `${[...'ABCDEFG'].map((name, at) => `${name}=$${'BCDEFGH'[at]}$${'BCDEFGH'[at]}\n`.repeat(16)).join('')}${'curl -H "Authorization: $A" $A\n'.repeat(500)}`,
    ],
  ])(
    '%s',
    (_what, text) => {
      const start = process.cpuUsage().user
      locateCalls(text, hosts)
      expect((process.cpuUsage().user - start) / 1000).toBeLessThan(4_000)
    },
    60_000,
  )
})
