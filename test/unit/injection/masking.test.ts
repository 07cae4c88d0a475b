import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { maskAfter, maskBefore, maskLine } from '../../../main/injection/masked-line.ts'
import { shownReference } from '../../../main/injection/masking.ts'
import { failureOf, must, newKey, oldKey, refOf, temporaryFolder, world } from '../agents/world.ts'

describe('masked lines', () => {
  it.each([
    ['    Header Authorization Basic aHVudGVyMg==', 'aHVudGVyMg'],
    ['  password: hunter2', 'hunter2'],
    ['    http_Passwd  hunter2', 'hunter2'],
    ['  api-key = "hunter2" # note', 'hunter2'],
    ['  url: https://user:hunter2@host/x', 'hunter2'],
    ['  basic_auth: {username: a, password: hunter2}', 'hunter2'],
    ['  headers: {Authorization: "Bearer hunter2", x: y}', 'hunter2'],
    ['  value: 0123456789abcdef0123456789abcdef', '0123456789abcdef'],
    ["CLIENT_SECRET='hunter2'", 'hunter2'],
    ['# old password: hunter2', 'hunter2'],
    ['  - X-Api-Key hunter2', 'hunter2'],
    ['    Header X-Auth-Token hunter2', 'hunter2'],
    ['token = hunter2', 'hunter2'],
    ['Token: "hunter2" # why', 'hunter2'],
    ['OTEL_HEADERS=x-other-key=hunter2,a=b', 'hunter2'],
    ['"password" => "hunter2"', 'hunter2'],
    [`password: \${PW:-hunter2}`, 'hunter2'],
    ['url: https://host/x?api_key=hunter2&b=c', 'hunter2'],
    ['  environment: [A=1, DB_PASSWORD=hunter2]', 'hunter2'],
    // What gives itself away by nothing: another vendor's header, a comment, a webhook, a value in a list.
    ['      x-honeycomb-team: hunter2', 'hunter2'],
    ['        value: hunter2', 'hunter2'],
    ['    Header X-Scope hunter2', 'hunter2'],
    ['      # hunter2 was the old one', 'hunter2'],
    ['      : hunter2', 'hunter2'],
    ['        - hunter2', 'hunter2'],
    ['        hunter2,', 'hunter2'],
    ['      lic: [hunter2]', 'hunter2'],
    ['SMTP=hunter2', 'hunter2'],
    ['      "pass\\x77ord": hunter2', 'hunter2'],
    ['      a: "{\\"password\\":\\"hunter2\\"}"', 'hunter2'],
    ['      url: https://hooks.example.com/services/T000/B000/hunter2', 'hunter2'],
    ['      url: "postgres://u:hun/hunter2@h/x"', 'hunter2'],
    ['      url: https://host/x?sig=hunter2', 'hunter2'],
    ['      name: "quoted" hunter2', 'hunter2'],
  ])('%s', (line, secret) => {
    expect(maskLine(line)).not.toContain(secret)
    expect(maskLine(line)).toContain('•••')
  })

  it.each([
    `    private_key: \${env:CORALOGIX_PRIVATE_KEY}`,
    '      credentials_file: /etc/prometheus/key',
    '    private_key: ',
    '    domain: eu2.coralogix.com',
    '    Host ingress.eu2.coralogix.com',
    '  - name: http',
    'CORALOGIX_DOMAIN=eu2.coralogix.com',
    '    endpoint: https://ingress.eu2.coralogix.com/prometheus/v1',
    '      exporters: [coralogix, debug]',
    '      password: |',
    '[OUTPUT]',
    '    headers:',
    '',
  ])('shows %s as it is', (line) => expect(maskLine(line)).toBe(line))

  it.each([
    ['    Header Authorization Bearer ', '    Header Authorization Bearer '],
    ['    private_key: "', '    private_key: "'],
    ['export CORALOGIX_PRIVATE_KEY=', 'export CORALOGIX_PRIVATE_KEY='],
    ['Environment=CORALOGIX_PRIVATE_KEY=', 'Environment=CORALOGIX_PRIVATE_KEY='],
    ['Environment="CORALOGIX_PRIVATE_KEY=', 'Environment="CORALOGIX_PRIVATE_KEY='],
    ['Environment=A=hunter2 "CORALOGIX_PRIVATE_KEY=', 'Environment=••• "CORALOGIX_PRIVATE_KEY='],
    ['  headers: {Authorization: "Bearer ', '  headers: {Authorization: "Bearer '],
    ['  - {name: Authorization, value: Bearer ', '  ••• value: Bearer '],
    ['  headers: {X-Other: hunter2, Authorization: "Bearer ', '  headers: ••• Authorization: "Bearer '],
    ['HEADERS=a=hunter2,Authorization=Bearer%20', 'HEADERS=••• Authorization=Bearer%20'],
  ])('before a place shows its own name only: %s', (text, shown) => expect(maskBefore(text)).toBe(shown))

  it.each([
    ['', ''],
    ['"}', '"}'],
    ['", X-Other: hunter2}', '", •••'],
    [' # hunter2', ' •••'],
    ["   # the gateway's key", "   # the gateway's key"],
    [' # old pass swordfish', ' •••'],
  ])('behind a place shows what closes it only: %s', (text, shown) => expect(maskAfter(text)).toBe(shown))

  it('hides other secrets around a change', async () => {
    const folder = temporaryFolder()
    const file = join(folder.path, 'prometheus.yml')
    writeFileSync(
      file,
      `remote_write:
  - url: https://ingress.eu2.coralogix.com/prometheus/v1
    # password: hunter2
    bearer_token: ${oldKey}
  - basic_auth: {username: me, password: hunter2}
    url: https://me:hunter2@prom.vendor.example
scrape_configs: []
`,
    )
    const plan = must(await world().injection.plan([file], refOf('new'), []))
    expect(JSON.stringify(plan)).not.toMatch(new RegExp(`hunter2|${oldKey}|${newKey}`))
    expect(plan.files[0]?.changes[0]?.contextAfter).toHaveLength(2)
    folder.remove()
  })

  it('hides a block value beside a change', async () => {
    const folder = temporaryFolder()
    const file = join(folder.path, 'a.yaml')
    const keyFile = `exporters:\n  coralogix:\n    domain: eu2.coralogix.com\n    password: |\n      hunter two\n      hunter three\n    private_key: ${oldKey}\nservice: {}\n`
    writeFileSync(file, keyFile)
    const plan = must(await world().injection.plan([file], refOf('new'), []))
    expect(JSON.stringify(plan)).not.toContain('hunter')
    folder.remove()
  })

  it('never tells a value in a failure', async () => {
    const folder = temporaryFolder()
    const file = join(folder.path, 'a.yaml')
    writeFileSync(file, `exporters: {coralogix: {private_key: "${oldKey}"}}\nservice: {}\nbad: "${oldKey}`)
    expect(JSON.stringify(failureOf(await world().injection.plan([file], refOf('new'), [])))).not.toContain(
      oldKey,
    )
    folder.remove()
  })
})

describe('a reference in a diff', () => {
  it.each([
    `\${env:CORALOGIX_PRIVATE_KEY}`,
    '$KEY',
    `#{ENV['KEY']}`,
    `\${file:/run/secrets/my-key}`,
    'SECRET[store.key]',
    '/etc/prometheus/coralogix-key',
    'coralogix.key',
  ])('is shown: %s', (text) => expect(shownReference(text)).toBe(text))

  it.each([
    `\${env:KEY:-hunter2}`,
    `\${KEY-hunter2}`,
    `\${KEY:?hunter2}`,
    '{{ "hunter2" }}',
    'hunter2 $KEY',
    'hunter2',
  ])('is not shown where it could hold a value: %s', (text) =>
    expect(shownReference(text)).toBe('a reference'),
  )
})
