import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KeyRef } from '../../../shared/model.ts'
import type { NewTarget } from '../../../shared/rotation.ts'
import { must, World } from '../../fakes/world.ts'
import { failureOf, fixtureText, oldKey } from '../agents/world.ts'

let world: World
let ref: KeyRef
let value: string
beforeEach(async () => {
  world = await new World().withAccount()
  const made = must(await world.core.capture.create(world.request()))
  if (made.kind !== 'created') throw new Error('no key was made')
  ref = { accountId: world.accountId, keyId: made.key.id }
  value = must(await world.core.keys.value(ref, 'copy')).expose((text) => text)
})
afterEach(() => world.end())

const put = (name: string, content: string): string => {
  const path = join(world.home, name)
  writeFileSync(path, content, { mode: 0o600 })
  return path
}
const add = (file: string, more: Partial<NewTarget> = {}) =>
  world.core.targets.add({ file, host: null, ref: null, controlUrl: null, reloadCommand: null, ...more })
const prometheus = () =>
  put('prometheus.yml', fixtureText('prometheus/prometheus.yml').replaceAll(oldKey, value))

describe('naming an agent', () => {
  it('says what it is, records the uses in it, and stays', async () => {
    const config = prometheus()
    const told: string[] = []
    world.core.onChange((topics) => told.push(...topics))
    const target = must(
      await add(relative(process.cwd(), config), {
        controlUrl: 'http://127.0.0.1:9090/',
        reloadCommand: ' systemctl reload prometheus ',
      }),
    )
    expect(target).toEqual({
      file: config,
      host: null,
      ref: null,
      agent: expect.stringContaining('prometheus'),
      controlUrl: 'http://127.0.0.1:9090',
      reloadCommand: 'systemctl reload prometheus',
      addedAt: '2026-03-01T12:00:00.000Z',
    })
    expect(told).toEqual(expect.arrayContaining(['targets', 'keys']))
    expect(must(world.core.keys.detail(ref)).uses.map(({ file, kind }) => [file, kind])).toEqual([
      [config, 'literal'],
      [config, 'literal'],
    ])
    expect(world.core.audit.list(null, 1)[0]).toMatchObject({
      action: 'target.add',
      text: expect.stringMatching(/prometheus\.yml as an agent target \(Prometheus/),
    })
    await world.restart()
    expect(world.core.targets.list()).toEqual([target])
  })

  it('again changes how it is reached; taking it off leaves the file and its uses', async () => {
    const config = prometheus()
    const before = readFileSync(config, 'utf8')
    must(await add(config, { controlUrl: 'http://127.0.0.1:9090' }))
    must(await add(config, { reloadCommand: 'kill -HUP 1' }))
    expect(world.core.targets.list()).toMatchObject([
      { file: config, controlUrl: null, reloadCommand: 'kill -HUP 1' },
    ])
    must(world.core.targets.remove(config, null))
    expect(world.core.targets.list()).toEqual([])
    expect(failureOf(world.core.targets.remove(config, null)).code).toBe('not-found')
    expect(readFileSync(config, 'utf8')).toBe(before)
    expect(must(world.core.keys.detail(ref)).uses).toHaveLength(2)
  })

  it('records the key in the file that the config names', async () => {
    const config = put('prometheus.yml', fixtureText('prometheus/credentials-file.yml'))
    const key = put('coralogix.key', `${value}\n`)
    must(await add(config))
    expect(must(world.core.keys.detail(ref)).uses.map(({ file }) => file)).toEqual([key])
    expect(failureOf(await add(key))).toMatchObject({
      code: 'file-no-place',
      hint: 'Name the configuration that refers to it.',
    })
  })

  it('on another host needs its key, and reads nothing', async () => {
    const there = { host: 'web-1', controlUrl: 'http://web-1:9090' }
    expect(failureOf(await add('/etc/prometheus/prometheus.yml', there)).code).toBe('usage')
    expect(failureOf(await add('/etc/p.yml', { ...there, ref: { ...ref, keyId: 'none' } })).code).toBe(
      'not-found',
    )
    must(await add('/etc/prometheus/prometheus.yml', { ...there, ref }))
    expect(world.core.targets.list()).toMatchObject([
      { file: '/etc/prometheus/prometheus.yml', host: 'web-1', ref, agent: null },
    ])
    must(world.core.targets.remove('/etc/prometheus/prometheus.yml', 'web-1'))
    expect(world.core.targets.list()).toEqual([])
  })
})

it('a file here takes a key only where it leads out of reach, and says so', async () => {
  expect(failureOf(await add(prometheus(), { ref }))).toMatchObject({
    code: 'usage',
    message: expect.stringMatching(/^Nothing in .*prometheus\.yml leads out of reach/),
    hint: expect.stringMatching(/^Leave the key out\./),
  })
  const pod = put(
    'values.yaml',
    `apiVersion: v1
kind: Pod
metadata: {name: otelcol}
spec:
  containers:
    - name: otelcol
      image: otel/opentelemetry-collector-contrib
      env:
        - name: CORALOGIX_PRIVATE_KEY
          valueFrom: {secretKeyRef: {name: coralogix, key: private-key}}
`,
  )
  expect(must(await add(pod, { ref }))).toMatchObject({ file: pod, host: null, ref })
})

describe('what is refused', () => {
  it('is what cannot be read, or is no configuration, each with its reason', async () => {
    const folder = join(world.home, 'folder')
    mkdirSync(folder)
    const pipe = join(world.home, 'pipe')
    execFileSync('mkfifo', [pipe])
    const large = put('large.yml', '')
    truncateSync(large, 6 * 1024 * 1024)
    const binary = put('latin.yml', '')
    writeFileSync(binary, Buffer.from([0x61, 0xe4, 0x0a]))
    const cases: readonly (readonly [string, RegExp])[] = [
      [folder, /it is a folder/],
      [pipe, /it is a named pipe/],
      [large, /larger than 5 MiB/],
      [binary, /not valid UTF-8/],
      [join(world.home, 'none.yml'), /cannot be read/],
      [put('notes.txt', 'hello\n'), /not configuration that Keyturn knows/],
      [put('filebeat.yml', fixtureText('filebeat/filebeat.yml')), /left alone/],
      [put('broken.yml', fixtureText('prometheus-server/unclosed.yml')), /broken\.yml/],
    ]
    for (const [file, reason] of cases) expect(failureOf(await add(file)).message, file).toMatch(reason)
    expect(world.core.targets.list()).toEqual([])
    expect(existsSync(pipe)).toBe(true)
  })

  it.each([
    ['http://user:secret@127.0.0.1:9090', /user name or password/],
    ['http://127.0.0.1:9090/?token=1', /query/],
    ['http://127.0.0.1:9090/#x', /fragment/],
    ['ftp://127.0.0.1', /does not start with http/],
    ['localhost:9090', /http/],
    ['nonsense', /not a URL/],
  ])('the control address %s', async (controlUrl, reason) => {
    const failure = failureOf(await add(prometheus(), { controlUrl }))
    expect(failure).toMatchObject({ code: 'usage', message: expect.stringMatching(reason) })
    expect(failure.message).not.toContain('secret@')
  })

  it('a command with a key in it, of any shape, and one of several lines', async () => {
    const config = prometheus()
    for (const reloadCommand of [
      `curl -H "Authorization: Bearer ${value}" http://127.0.0.1/reload`,
      `KEY=${value} reload`,
      `reload --key ${oldKey}`,
    ]) {
      const failure = failureOf(await add(config, { reloadCommand }))
      expect(failure).toMatchObject({ code: 'refused', message: expect.stringMatching(/has a key in it/) })
      expect(JSON.stringify(failure)).not.toContain(value)
    }
    for (const reloadCommand of ['a\nb', 'x'.repeat(2001), '   '])
      expect(failureOf(await add(config, { reloadCommand })).code).toBe('usage')
  })

  it('everything while the keychain is locked, since nobody can say which key it is', async () => {
    const config = prometheus()
    must(await add(config))
    await world.restart()
    world.vault.state = 'locked'
    expect(failureOf(await add(config)).code).toBe('keychain-locked')
    expect(must(world.core.keys.detail(ref)).uses).toHaveLength(2)
  })
})
