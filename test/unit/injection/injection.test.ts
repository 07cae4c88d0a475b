import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  failureOf,
  fixtureText,
  must,
  newKey,
  oldKey,
  otherKey,
  refOf,
  temporaryFolder,
  world,
} from '../agents/world.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const put = (name: string, text: string, mode = 0o600): string => {
  const path = join(folder.path, name)
  writeFileSync(path, text, { mode })
  chmodSync(path, mode)
  return path
}
const text = (path: string): string => readFileSync(path, 'utf8')

describe('plan and apply', () => {
  it('shows a masked diff, writes only the key and restores it', async () => {
    const original = fixtureText('opentelemetry/gateway.yaml')
    const file = put('config.yaml', original, 0o640)
    const { injection, uses, vault, audited } = world()
    const plan = must(await injection.plan([file], refOf('new'), []))
    const told = JSON.stringify(plan)
    for (const secret of [oldKey, newKey, 'not-ours-0123456789abcdef']) expect(told).not.toContain(secret)
    expect(plan.files[0]?.changes[0]).toMatchObject({
      line: 21,
      output: 'coralogix',
      before: expect.stringMatching(/^ {4}private_key: "edge-old •••.{4}" {3}# the gateway's key$/),
      after: expect.stringMatching(/^ {4}private_key: "edge-otel •••.{4}"/),
    })
    expect(plan.files[0]?.warnings).toEqual(['The group of the file can read it.'])
    expect(text(file)).toBe(original)
    const receipt = must(await injection.apply(plan.planId))
    expect(receipt.written).toMatchObject([{ file, places: 4 }])
    expect(text(file)).toBe(original.replaceAll(oldKey, newKey))
    expect(statSync(file).mode & 0o777).toBe(0o640)
    expect(readdirSync(folder.path)).toEqual(['config.yaml'])
    expect(uses.state.uses[file]?.map((use) => use.ref?.keyId)).toEqual(['new', 'new', 'new', 'new'])
    expect(vault.items.size).toBe(1)
    expect(JSON.stringify(uses.state)).not.toMatch(/cxtp_/)
    must(await injection.restore([file], false))
    expect(text(file)).toBe(original)
    expect(vault.items.size).toBe(0)
    expect(uses.state.uses[file]?.[0]?.ref?.keyId).toBe('old')
    expect(failureOf(await injection.restore([file], false)).code).toBe('not-found')
    expect(audited).toHaveLength(2)
  })

  it('writes nothing where the file already carries the key', async () => {
    const file = put('a.env', `CORALOGIX_PRIVATE_KEY=${newKey}\n`)
    const before = lstatSync(file, { bigint: true })
    const { injection } = world()
    const plan = must(await injection.plan([file], refOf('new'), []))
    expect(plan.files[0]).toMatchObject({ unchanged: true, changes: [] })
    expect(must(await injection.apply(plan.planId))).toEqual({ written: [], unchanged: [file] })
    expect(lstatSync(file, { bigint: true }).ino).toBe(before.ino)
  })

  it('asks which of several different values, and takes the line', async () => {
    const original = fixtureText('opentelemetry/two-accounts.yaml')
    const file = put('config.yaml', original)
    const { injection } = world()
    const failure = failureOf(await injection.plan([file], refOf('new'), []))
    expect(failure.code).toBe('file-ambiguous')
    expect(failure.choices).toMatchObject([
      { line: 4, output: 'coralogix/payments', label: expect.stringMatching(/^edge-old •••/) },
      { line: 8, output: 'coralogix/search', label: expect.stringMatching(/^unknown •••/) },
    ])
    expect(failureOf(await injection.plan([file], refOf('new'), [{ file, line: 5 }])).code).toBe(
      'file-no-place',
    )
    const plan = must(await injection.plan([file], refOf('new'), [{ file, line: 8 }]))
    expect(plan.files[0]?.warnings.join()).toContain('another region or account')
    must(await injection.apply(plan.planId))
    expect(text(file)).toBe(original.replace(otherKey, newKey))
  })

  it('changes an ambiguous variable only when its line is named', async () => {
    const file = put('a.env', `CORALOGIX_API_KEY=${oldKey}\n`)
    const { injection } = world()
    const failure = failureOf(await injection.plan([file], refOf('new'), []))
    expect(failure).toMatchObject({ code: 'file-ambiguous', choices: [{ line: 1 }] })
    expect(failure.message).toContain('Terraform')
    must(await injection.apply(must(await injection.plan([file], refOf('new'), [{ file, line: 1 }])).planId))
    expect(text(file)).toBe(`CORALOGIX_API_KEY=${newKey}\n`)
  })

  it('refuses a key of another type and warns about a disabled one', async () => {
    const file = put('a.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const { injection } = world()
    expect(failureOf(await injection.plan([file], refOf('team'), []))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('send-your-data'),
    })
    const plan = must(await injection.plan([file], refOf('off'), []))
    expect(plan.files[0]?.warnings.join()).toContain('disabled')
  })

  it.skipIf(spawnSync('git', ['--version']).error)('warns when git could commit the file', async () => {
    const file = put('a.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    execFileSync('git', ['init', '-q', folder.path])
    const warned = must(await world().injection.plan([file], refOf('new'), []))
    expect(warned.files[0]?.warnings.join()).toContain('git')
    put('.gitignore', '*.env\n')
    expect(must(await world().injection.plan([file], refOf('new'), [])).files[0]?.warnings).toEqual([])
  })

  it('names the far end where the key is not in the file', async () => {
    const file = put('config.yaml', fixtureText('opentelemetry/indirect.yaml'))
    const failure = failureOf(await world().injection.plan([file], refOf('new'), []))
    expect(failure.code).toBe('file-no-place')
    expect(failure.message).toContain('CORALOGIX_PRIVATE_KEY')
    expect(failure.hint).toContain('.env')
  })

  it('follows credentials_file of Prometheus', async () => {
    const file = put('prometheus.yml', fixtureText('prometheus/credentials-file.yml'))
    const { injection } = world()
    expect(failureOf(await injection.plan([file], refOf('new'), []))).toMatchObject({
      code: 'file-no-place',
      message: expect.stringContaining('coralogix.key'),
    })
    const far = put('coralogix.key', `${oldKey}\n`)
    const plan = must(await injection.plan([file], refOf('new'), []))
    expect(plan.files.map((each) => each.file)).toEqual([far])
    must(await injection.apply(plan.planId))
    expect(text(far)).toBe(`${newKey}\n`)
    must(await injection.restore([far], false))
    expect(text(far)).toBe(`${oldKey}\n`)
  })

  it('takes several files back as one, or none of them', async () => {
    const files = ['a', 'b', 'c'].map((name) => put(`${name}.env`, `CORALOGIX_PRIVATE_KEY=${oldKey}\n`))
    const [first = '', second = '', third = ''] = files
    const { injection, vault, audited } = world()
    must(await injection.apply(must(await injection.plan(files, refOf('new'), [])).planId))
    writeFileSync(third, `${text(third)}# later\n`)
    expect(failureOf(await injection.restore([second], true))).toMatchObject({
      code: 'file-changed',
      message: expect.stringMatching(/c\.env was changed since .* None of the 3 files was touched\.$/),
    })
    for (const file of files) expect(text(file)).toContain(newKey)
    expect(must(await injection.restore([second, first, second], false)).files).toEqual([second, first])
    expect(audited.filter((entry) => entry.startsWith('Restored'))).toHaveLength(2)
    for (const file of [first, second]) expect(text(file)).toContain(oldKey)
    expect(vault.items.size).toBe(1)
  })

  it("keeps vendors' keys apart, also where their types have one name", async () => {
    const file = put('a.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const { injection } = world()
    const message = failureOf(await injection.plan([file], refOf('own'), [])).message
    expect(message).toContain('takes a Coralogix key (send-your-data)')
    expect(message).toContain('this is an Aggregations.io personal key')
    const snippet = (keyId: string) =>
      injection.snippetWithValue({
        agentId: 'dotenv',
        ref: refOf(keyId),
        format: null,
        application: 'shop',
        subsystem: 'web',
      })
    must(await snippet('personal'))
    expect(failureOf(await snippet('own')).code).toBe('refused')
  })

  it('gives no snippet where it is not known where the account sends', async () => {
    const { injection, keys } = world()
    const service = keys.get('service')
    if (service)
      keys.set('service', { ...service, facts: { ...service.facts, ingressUrl: '', domain: null } })
    const names = { format: null, application: 'shop', subsystem: 'web' }
    const request = { agentId: 'ibm-cloud-logs', ref: refOf('service'), ...names } as const
    for (const answer of [injection.snippet(request), await injection.snippetWithValue(request)]) {
      expect(failureOf(answer)).toMatchObject({
        code: 'refused',
        message: expect.stringContaining("of this key's account that is not known"),
      })
    }
    expect(injection.snippet({ ...request, application: 'my shop' })).toMatchObject({
      failure: { message: 'IBM Cloud Logs agent takes names without blanks only.' },
    })
  })

  it('puts a key into an empty value and takes it out again', async () => {
    const file = put('a.env', 'CORALOGIX_PRIVATE_KEY=""\nX=1\n')
    const { injection } = world()
    must(await injection.apply(must(await injection.plan([file], refOf('new'), [])).planId))
    expect(text(file)).toBe(`CORALOGIX_PRIVATE_KEY="${newKey}"\nX=1\n`)
    must(await injection.restore([file], false))
    expect(text(file)).toBe('CORALOGIX_PRIVATE_KEY=""\nX=1\n')
  })

  it('follows links and writes one file once', async () => {
    const file = put('real.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const link = join(folder.path, 'link.env')
    symlinkSync('real.env', link)
    const { injection } = world()
    const plan = must(await injection.plan([link, file], refOf('new'), []))
    expect(plan.files).toHaveLength(1)
    must(await injection.apply(plan.planId))
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(text(file)).toContain(newKey)
  })

  it('refuses a plan when the file changed since, when it was used and when it expired', async () => {
    const file = put('a.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    let time = 0
    const { injection } = world({ now: () => time })
    const plan = must(await injection.plan([file], refOf('new'), []))
    writeFileSync(file, `CORALOGIX_PRIVATE_KEY=${oldKey}\n# later\n`)
    expect(failureOf(await injection.apply(plan.planId)).code).toBe('file-changed')
    expect(failureOf(await injection.apply(plan.planId)).code).toBe('not-found')
    const second = must(await injection.plan([file], refOf('new'), []))
    time += 11 * 60 * 1000
    expect(failureOf(await injection.apply(second.planId)).code).toBe('not-found')
    expect(text(file)).not.toContain(newKey)
  })

  it('does not restore over somebody else’s change', async () => {
    const file = put('a.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const { injection } = world()
    must(await injection.apply(must(await injection.plan([file], refOf('new'), [])).planId))
    writeFileSync(file, `CORALOGIX_PRIVATE_KEY=${newKey}\n# later\n`)
    expect(failureOf(await injection.restore([file], false)).code).toBe('file-changed')
  })

  it('writes no file when the keychain cannot keep the old value', async () => {
    const file = put('a.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const { injection, vault, uses } = world()
    const plan = must(await injection.plan([file], refOf('new'), []))
    vault.state = 'refused'
    expect(failureOf(await injection.apply(plan.planId)).code).toBe('keychain-refused')
    expect(text(file)).toContain(oldKey)
    expect(uses.unfinished()).toEqual([])
  })

  it('plans and writes fifty files as one, and restores each', { timeout: 60_000 }, async () => {
    const original = fixtureText('opentelemetry/gateway.yaml')
    const files = Array.from({ length: 50 }, (_each, index) => put(`${index}.yaml`, original))
    const { injection, vault } = world()
    const start = performance.now()
    must(await injection.apply(must(await injection.plan(files, refOf('new'), [])).planId))
    console.info(`50 files planned and written in ${Math.round(performance.now() - start)} ms`)
    expect(vault.items.size).toBe(1)
    for (const file of files) must(await injection.restore([file], false))
    for (const file of files) expect(text(file)).toBe(original)
    expect(vault.items.size).toBe(0)
  })

  it('puts the files back when the record cannot be written', async () => {
    const files = [1, 2, 3].map((n) => put(`${n}.env`, `CORALOGIX_PRIVATE_KEY=${oldKey}\n`))
    const { injection, uses } = world()
    const plan = must(await injection.plan(files, refOf('new'), []))
    uses.failing.add('finish')
    expect(failureOf(await injection.apply(plan.planId))).toMatchObject({ code: 'storage-failed' })
    for (const file of files) expect(text(file)).toContain(oldKey)
  })
})

describe('what is left alone', () => {
  const write = (at: string, bytes: Buffer, name = 'a.env'): string => {
    writeFileSync(join(at, name), bytes)
    return join(at, name)
  }
  const copy = (at: string, name: string): string =>
    write(at, Buffer.from(fixtureText(name)), name.split('/')[1])
  const cases: readonly (readonly [string, string, (folder: string) => string])[] = [
    ['duplicate keys', 'duplicate key', (at) => copy(at, 'opentelemetry/duplicate.yaml')],
    [
      'an unknown file',
      'not configuration that Keyturn knows',
      (at) => write(at, Buffer.from('hello'), 'x.txt'),
    ],
    ['Filebeat', 'Fluent Bit', (at) => copy(at, 'filebeat/filebeat.yml')],
  ]

  it.each(cases)('%s: %s', async (_name, sentence, make) => {
    const path = make(folder.path)
    const failure = failureOf(await world().injection.plan([path], refOf('new'), []))
    expect(failure.message).toContain(sentence)
    expect(failure.message + failure.hint).not.toMatch(/cxtp_/)
  })

  it.each([5, 8, 11, 15, 18])('a place that cannot be spliced: line %i', async (at) => {
    const file = put('config.yaml', fixtureText('opentelemetry/anchored.yaml'))
    const failure = failureOf(await world().injection.plan([file], refOf('new'), [{ file, line: at }]))
    expect(failure.code).toBe('file-not-editable')
  })
})

describe('detect and list', () => {
  it('tells which known key stands where', async () => {
    const file = put('config.yaml', fixtureText('opentelemetry/two-accounts.yaml'))
    const broken = put('broken.yaml', fixtureText('opentelemetry/unclosed.yaml'))
    const beat = put('filebeat.yml', fixtureText('filebeat/filebeat.yml'))
    const [found, bad, refused, gone] = await world().injection.detect([
      file,
      broken,
      beat,
      join(folder.path, 'none'),
    ])
    expect(found).toMatchObject({ agent: 'opentelemetry', supported: true, reason: null, error: null })
    expect(found?.uses).toMatchObject([
      { file, line: 4, column: 18, kind: 'literal', keyId: 'old', keyState: 'active' },
      { line: 8, keyId: null, keyState: null },
    ])
    expect(bad).toMatchObject({
      agent: 'opentelemetry',
      uses: [],
      error: expect.stringContaining('not valid YAML'),
    })
    expect(refused).toMatchObject({ agent: 'filebeat', supported: false, uses: [], error: null })
    expect(gone).toMatchObject({ agent: null, error: expect.stringContaining('does not exist') })
  })

  it('lists every agent of the documents', () => {
    const list = world().injection.agents()
    expect(list).toHaveLength(33)
    const refused = list.filter((agent) => !agent.supported).map((agent) => agent.id)
    expect(refused).toEqual(['filebeat', 'winlogbeat', 'prometheus-alertmanager'])
    for (const agent of list) if (!agent.supported) expect(agent.reason).toBeTruthy()
  })
})
