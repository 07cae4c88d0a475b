import { describe, expect, it } from 'vitest'
import { agentOf } from '../../../main/agents/catalog.ts'
import { locateAll } from '../../../main/agents/locating.ts'
import { hostSaid, vendorOf } from '../../../main/agents/locators/hosts.ts'
import { hosts, must, oldKey } from './world.ts'

const ours = 'ingress.eu2.coralogix.com'

describe('whose an address is', () => {
  it.each([
    `https://${ours}@evil.example/`,
    `https://${ours}:443@evil.example/`,
    // Some clients read a backslash as a slash, others as a part of the user's name.
    `https://${ours}\\@evil.example/`,
    `https://${ours}\\.evil.example`,
    `https://evil.example#@${ours}/`,
    `https://evil.example/@${ours}`,
    `https://${ours}.evil.example`,
    'https://evilcoralogix.com',
    'https://evil-coralogix.com',
    'https://ingress.eu2.c\u043eralogix.com',
    'https://ingress.eu2.xn--cralogix-nbh.com',
    'https://ingress.eu2.coralogix\u3002com',
    `https://${ours}..`,
    // A list, or a name that no resolver knows, is not one host.
    `evil.example,${ours}`,
    "https://evil.example'.coralogix.com",
    'https://evil.example&.coralogix.com',
    `https:///${ours}`,
    `unix:///${ours}`,
    `file://${ours}/etc`,
    'http://[::1]:41234',
    'http://127.0.0.1',
    'http://127.0.0.1:4123',
    `https://\${X}@${ours}`,
    `https://${ours}\${X}`,
    `https://${ours}:443:80`,
  ])('nobody of ours: %s', (address) => {
    expect(vendorOf(address, hosts)).toBeNull()
  })

  it.each([
    ours,
    `HTTPS://${ours.toUpperCase()}./logs`,
    `https://someone@${ours}:443`,
    `dns:///${ours}:443`,
    'http://127.0.0.1:41234/x',
    `https://${ours}/\${X}`,
    `https://evil.example;@${ours}/`,
  ])('ours: %s', (address) => {
    expect(vendorOf(address, hosts)).toBe('coralogix')
  })

  it.each([
    ['https://evil.example/x', 'evil.example'],
    [`https://\${X}.evil.example:443`, '*.evil.example'],
    [`https://\${A}:\${B}@evil.example/`, '*evil.example'],
    [`#{ENV['X']}.evil.example`, '*.evil.example'],
    ['https://user:pa%40ss@evil.example/', '(unreadable address)'],
    ['https:evil.example', '(unreadable address)'],
  ])('%s says %s', (address, host) => {
    expect(hostSaid(address, hosts)).toBe(host)
  })

  it.each([
    '',
    `\${X}`,
    `https://ingress.\${DOMAIN}`,
    `https://\${X}.coralogix.com:\${PORT}`,
    `\${X:-a/b}x.com`,
  ])('%s may be ours', (address) => {
    expect(hostSaid(address, hosts)).toBeNull()
  })
})

// The vendors' own plugins send to the vendor unless the file names another host: then they must not get our key.
describe.each(['https://user:pa%40ss@evil.example:443', `https://\${SUB}.evil.example`])('%s', (address) => {
  it.each([
    [
      'collector',
      `receivers:\n  otlp:\nexporters:\n  coralogix:\n    endpoint: "${address}"\n    private_key: "${oldKey}"\nservice:\n  pipelines:\n`,
    ],
    [
      'fluent-bit',
      `[OUTPUT]\n    Name coralogix\n    Match *\n    Endpoint ${address}\n    Private_Key ${oldKey}\n`,
    ],
    [
      'logstash',
      `output {\n  coralogix {\n    endpoint => "${address}"\n    private_key => "${oldKey}"\n  }\n}\n`,
    ],
    [
      'telegraf',
      `[[outputs.opentelemetry]]\n  service_address = "${address}"\n  [outputs.opentelemetry.coralogix]\n    private_key = "${oldKey}"\n`,
    ],
  ])('%s: no place', (_name, text) => {
    const agent = agentOf(text, hosts, 'x')
    expect(agent).not.toBeNull()
    if (agent === null) return
    expect(must(locateAll(agent, text, hosts, 'x'))).toEqual([])
    expect(must(locateAll(agent, text.replace(address, ours), hosts, 'x'))).toHaveLength(1)
  })
})
