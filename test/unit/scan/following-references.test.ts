import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Secret } from '../../../main/vault/secret.ts'
import type { Finding, KeyRef } from '../../../shared/model.ts'
import { must, World } from '../../fakes/world.ts'

const value = 'cxtp_Fixture1111111111111111111111'
const other = 'cxtp_Fixture2222222222222222222222'

let world: World
let folder: string
let ref: KeyRef

beforeEach(async () => {
  world = await new World().withAccount()
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-scan-')))
  const { id: keyId } = world.vendor.add({ name: 'edge' })
  must(await world.core.accounts.sync(world.accountId))
  ref = { accountId: world.accountId, keyId }
  const { importId } = must(world.core.imports.openValue(Secret.of(value), ref))
  must(await world.core.imports.store(importId, ref))
})
afterEach(async () => {
  await world.end()
  rmSync(folder, { recursive: true })
})

const put = (name: string, text: string): string => {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}
/** The findings in one of the files below a folder. */
async function inFile(file: string, scanned = folder): Promise<readonly Finding[]> {
  const request = { folders: [scanned], honourIgnoreFiles: false, histories: false }
  const { findings } = must(await world.core.scans.run(request))
  return findings.filter((finding) => finding.file === file)
}
const collector = (name = 'app/config.yaml', key = `\${env:CX_KEY}`): string =>
  put(
    name,
    `exporters:\n  coralogix:\n    domain: eu2.coralogix.com\n    private_key: ${key}\n    application_name: a\n    subsystem_name: b\nservice:\n  pipelines:\n    logs:\n      exporters: [coralogix]\n`,
  )
const prometheus = (file: string, name = 'prometheus.yml'): string =>
  put(
    name,
    `remote_write:\n  - url: http://127.0.0.1:2/\n    authorization:\n      credentials_file: ${file}\n`,
  )

describe('a reference that a scan finds', () => {
  it('knows the key at its far end, also outside of the scanned folder, and its state now', async () => {
    const inside = prometheus('../secrets/key', 'scanned/prometheus.yml')
    const key = put('secrets/key', `${value}\n`)
    expect(await inFile(inside, join(folder, 'scanned'))).toMatchObject([
      {
        kind: 'file',
        ...ref,
        keyName: 'edge',
        keyState: 'active',
        level: 'fine',
        chain: [
          { file: inside, line: 4 },
          { file: key, line: 1 },
        ],
        outside: null,
      },
    ])
    must(await world.core.keys.setActive(ref, false))
    expect((await world.core.scans.latest())?.findings).toMatchObject([
      {
        keyState: 'disabled',
        level: 'problem',
        sentence: expect.stringContaining('(through the file ../secrets/key) still carries it'),
      },
    ])
    // The value is recorded where it stands, for the agent that reads it there.
    expect(must(world.core.keys.detail(ref)).uses).toMatchObject([
      { file: key, line: 1, kind: 'literal', agent: 'prometheus' },
    ])
    writeFileSync(key, `${other}\n`)
    expect(await inFile(inside, join(folder, 'scanned'))).toMatchObject([{ keyId: null }])
    expect(must(world.core.keys.detail(ref)).uses).toEqual([])
  })

  it('is followed through a variable to the file that sets it, whatever that is called', async () => {
    const config = collector()
    const env = put('app/.env', `CX_KEY=${value}\n`)
    expect(await inFile(config)).toMatchObject([
      { kind: 'env', keyId: ref.keyId, chain: [{ file: config }, { file: env, line: 1 }] },
    ])
    writeFileSync(env, `CX_KEY=${other}\n`)
    expect(await inFile(config)).toMatchObject([{ keyId: null, chain: [{}, { file: env }], level: 'fine' }])
  })

  it('says of the file that it leads to who reads it there', async () => {
    const config = prometheus('secrets/key')
    const key = put('secrets/key', `${value}\n`)
    expect(await inFile(key)).toMatchObject([
      { agent: 'prometheus', output: 'remote_write[0]', foundIn: 'config', level: 'fine' },
    ])
    expect(must(world.core.keys.detail(ref)).uses).toMatchObject([{ file: key, line: 1 }])
    // Nothing leads there any more; the record says it still.
    rmSync(config)
    expect(await inFile(key)).toMatchObject([{ agent: 'prometheus' }])
  })

  it('says where it ends before the value', async () => {
    const config = collector()
    expect(await inFile(config)).toMatchObject([
      {
        keyId: null,
        level: 'fine',
        chain: [{ file: config, line: 4 }],
        sentence: expect.stringContaining(
          'comes from the environment variable CX_KEY, but nothing beside it sets CX_KEY.',
        ),
      },
    ])
  })

  it('with several files that set it differently names no key', async () => {
    const config = collector()
    put('app/.env', `CX_KEY=${value}\n`)
    put('app/local.env', `CX_KEY=${other}\n`)
    expect(await inFile(config)).toMatchObject([
      { keyId: null, sentence: expect.stringContaining('several places set differently') },
    ])
  })

  it('out of reach is shown with the command, which holds no value', async () => {
    const file = put(
      'deployment.yaml',
      [
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata: {name: otel}',
        'spec:',
        '  template:',
        '    spec:',
        '      containers:',
        '        - name: otel',
        '          env:',
        '            - name: CORALOGIX_PRIVATE_KEY',
        '              valueFrom: {secretKeyRef: {name: coralogix-keys, key: PRIVATE_KEY}}',
        '',
      ].join('\n'),
    )
    expect(await inFile(file)).toMatchObject([
      {
        kind: 'secret',
        outside: {
          what: 'PRIVATE_KEY of the Kubernetes Secret coralogix-keys',
          command: expect.stringContaining('keyturn key value KEY_ID'),
        },
      },
    ])
  })

  it('shows nothing of a value that stands where a name belongs', async () => {
    const config = prometheus(other)
    const [found] = await inFile(config)
    expect(found).toMatchObject({ kind: 'file', keyId: null })
    expect(JSON.stringify(found)).not.toContain('Fixture2222')
  })

  it('in a circle ends', async () => {
    put('app/.env', `CX_KEY=\${OTHER_KEY}\nOTHER_KEY=\${CX_KEY}\n`)
    const config = collector()
    expect(await inFile(config)).toMatchObject([{ keyId: null, kind: 'env' }])
  })

  it('is one of thousands without the scan taking long', async () => {
    put('app/.env', `CX_KEY=${value}\n`)
    for (let i = 0; i < 300; i++) collector(`app/config-${i}.yaml`)
    const began = performance.now()
    const findings = await inFile(join(folder, 'app/config-299.yaml'))
    expect(findings).toHaveLength(1)
    console.log(`300 references took ${Math.round(performance.now() - began)} ms`)
    expect(performance.now() - began).toBeLessThan(30_000)
  }, 60_000)
})
