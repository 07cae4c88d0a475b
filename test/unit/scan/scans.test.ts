import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Secret } from '../../../main/vault/secret.ts'
import type { KeyRef, ScanReport, ScanRequest } from '../../../shared/model.ts'
import { must, World } from '../../fakes/world.ts'

const value = 'cxtp_Fixture1111111111111111111111'
const other = 'cxtp_Fixture2222222222222222222222'

let world: World
let folder: string
let ref: KeyRef

beforeEach(async () => {
  world = await new World().withAccount()
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-scan-')))
  ref = await hold('edge-eu2', value)
})
afterEach(async () => {
  await world.end()
  chmodSync(folder, 0o755)
  rmSync(folder, { recursive: true })
})

/** A key whose value is in the keychain. */
async function hold(name: string, text: string): Promise<KeyRef> {
  const { id: keyId } = world.vendor.add({ name })
  must(await world.core.accounts.sync(world.accountId))
  const held = { accountId: world.accountId, keyId }
  await store(held, text)
  return held
}
async function store(into: KeyRef, text: string): Promise<void> {
  const { importId } = must(world.core.imports.openValue(Secret.of(text), into))
  must(await world.core.imports.store(importId, into))
}
const put = (name: string, text: string): string => {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}
const run = async (more: Partial<ScanRequest> = {}): Promise<ScanReport> =>
  must(await world.core.scans.run({ folders: [folder], honourIgnoreFiles: false, histories: false, ...more }))
const prometheus = (key: string) =>
  `remote_write:\n  - url: http://127.0.0.1:2/prometheus/v1\n    bearer_token: ${key}\n`
const usedIn = () => world.core.keys.list().find(({ id }) => id === ref.keyId)?.usedIn

describe('a scan', () => {
  it('tells of a key that no one knows, also one with a word of examples in it; not of an example', async () => {
    put('prometheus.yml', prometheus('cxtp_Kx81TodoQmExamplePz73hTbNw42Ls'))
    put('sample.yml', prometheus('your-api-key-goes-here'))
    const report = await run()
    expect(report.findings.map(({ file, keyId }) => [file.split('/').at(-1), keyId])).toEqual([
      ['prometheus.yml', null],
    ])
  })

  it('names the key, the place and what is to be done; a config is not found twice', async () => {
    const file = put('prometheus.yml', prometheus(value))
    put('empty.txt', '')
    const report = await run()
    expect(report).toMatchObject({ cancelled: false, files: 2, folders: [folder] })
    expect(report.findings).toEqual([
      {
        file,
        line: 3,
        column: 19,
        agent: 'prometheus',
        output: 'remote_write[0]',
        kind: 'literal',
        foundIn: 'config',
        ...ref,
        account: 'acme',
        keyName: 'edge-eu2',
        keyState: 'active',
        chain: [],
        outside: null,
        advice: null,
        level: 'fine',
        sentence:
          'edge-eu2 of acme is active and stands at remote_write[0] in this Prometheus configuration.',
        next: '',
      },
    ])
    expect(usedIn()).toEqual([{ file, agent: 'prometheus' }])
    expect(must(world.core.keys.detail(ref)).uses).toMatchObject([{ file, line: 3 }])
  })

  it('shows by the next scan that a place was put right, and judges the last one by the keys of today', async () => {
    const file = put('prometheus.yml', prometheus(value))
    await run()
    must(await world.core.keys.setActive(ref, false))
    expect((await world.core.scans.latest())?.findings).toMatchObject([
      { level: 'problem', keyState: 'disabled' },
    ])
    writeFileSync(file, prometheus(`\${KEY}`))
    expect((await run()).findings).toMatchObject([{ kind: 'env', keyId: null, level: 'fine' }])
    expect(usedIn()).toEqual([])
    writeFileSync(file, prometheus(value))
    await run()
    rmSync(file)
    await run()
    expect(usedIn()).toEqual([])
  })

  it('keeps its result when Keyturn is opened again', async () => {
    put('prometheus.yml', prometheus(value))
    const report = await run()
    await world.restart()
    expect(await world.core.scans.latest()).toEqual(report)
    expect(JSON.stringify(report)).not.toContain('Fixture1111')
  })

  it('recognises an earlier value of a key, and a value that is imported after the scan', async () => {
    put('a.yml', prometheus(value))
    put('b.yml', prometheus(other))
    expect((await run()).findings.map(({ keyId }) => keyId)).toEqual([ref.keyId, null])
    await store(ref, other)
    const now = (await world.core.scans.latest())?.findings ?? []
    expect(now.map(({ keyId, level }) => [keyId, level])).toEqual([
      [ref.keyId, 'problem'],
      [ref.keyId, 'fine'],
    ])
    expect(now[0]?.sentence).toContain('An earlier value of edge-eu2')
    await run()
    expect(usedIn()).toEqual([{ file: join(folder, 'b.yml'), agent: 'prometheus' }])
    // The first value comes back: it is no earlier one any more.
    await store(ref, value)
    expect((await world.core.scans.latest())?.findings.map(({ level }) => level)).toEqual(['fine', 'problem'])
  })

  it('finds a key in a backup, a shell history, a swap file, a comment and anywhere else', async () => {
    const history = `ls\ncurl -H "Authorization: Bearer ${value}" https://x\n`
    put('prometheus.yml.bak', prometheus(value))
    put('.prometheus.yml.swp', `b0VIM\0\0${value}\0`)
    put('.bash_history', history)
    put('notes.txt', `the key is ${value}`)
    put('prometheus.yml', `# old: ${value}\n${prometheus(other)}`)
    const { findings } = await run()
    expect(
      findings.map(({ file, line, foundIn, agent, level }) => [
        file.slice(folder.length + 1),
        line,
        foundIn,
        agent,
        level,
      ]),
    ).toEqual([
      ['.bash_history', 2, 'history', null, 'problem'],
      ['.prometheus.yml.swp', 1, 'backup', null, 'problem'],
      ['notes.txt', 1, 'other', null, 'notice'],
      ['prometheus.yml', 1, 'config', 'prometheus', 'notice'],
      ['prometheus.yml', 4, 'config', 'prometheus', 'notice'],
      ['prometheus.yml.bak', 3, 'backup', null, 'problem'],
    ])
    expect(findings.every(({ next }) => next !== '')).toBe(true)
  })

  it('tells what it passed over', async () => {
    put('program', `\0\0\0${value}`)
    put('huge.log', 'x'.repeat(5 * 1024 * 1024 + 1))
    put('.git/config', value)
    put('.gitignore', 'secrets/\n')
    put('secrets/key', value)
    put('node_modules/a/key', value)
    expect(await run()).toMatchObject({ skipped: { binary: 1, large: 1, ignored: 0, unreadable: 0 } })
    expect((await world.core.scans.latest())?.findings).toHaveLength(2)
    const honouring = await run({ honourIgnoreFiles: true })
    expect(honouring).toMatchObject({ skipped: { ignored: 2 }, findings: [] })
  })

  it.skipIf(process.getuid?.() === 0)(
    'goes on past a folder that it may not read, and names it',
    async () => {
      const closed = dirname(put('closed/key', value))
      put('open/key', value)
      chmodSync(closed, 0)
      const report = await run()
      chmodSync(closed, 0o755)
      expect(report.skipped).toMatchObject({ unreadable: 1, unreadableNames: [closed] })
      expect(report.findings).toHaveLength(1)
    },
  )

  it.skipIf(process.platform !== 'linux')('counts a file that it cannot name', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]), value)
    expect((await run()).skipped.unreadable).toBe(1)
  })

  it.skipIf(process.platform === 'win32')(
    'waits for no pipe, follows no loop, reads what a link leads to once',
    async () => {
      execFileSync('mkfifo', [join(folder, 'pipe')])
      put('deep/key', value)
      symlinkSync(folder, join(folder, 'deep/loop'))
      symlinkSync(join(folder, 'deep/key'), join(folder, 'link'))
      symlinkSync(join(folder, 'nowhere'), join(folder, 'broken'))
      const outside = mkdtempSync(join(tmpdir(), 'keyturn-outside-'))
      try {
        writeFileSync(join(outside, 'key'), value)
        symlinkSync(join(outside, 'key'), join(folder, 'one'))
        symlinkSync(join(outside, 'key'), join(folder, 'two'))
        const report = await run({ folders: [folder, join(folder, 'deep'), join(folder, 'deep/key')] })
        expect(report.findings.map(({ file }) => file)).toEqual(
          [join(folder, 'deep/key'), join(realpathSync(outside), 'key')].sort(),
        )
        linkSync(join(folder, 'deep/key'), join(folder, 'second name'))
        expect((await run()).findings).toHaveLength(3)
      } finally {
        rmSync(outside, { recursive: true })
      }
    },
  )

  it.skipIf(process.platform === 'win32')(
    'says nothing of a hostile name that could not be read as it stands',
    async () => {
      const name = 'a\n\u001b[31mb\u202egpj.yml'
      put(
        name,
        `remote_write:\n  - name: "x\\u202ey\\n"\n    url: http://127.0.0.1:2/\n    bearer_token: ${value}\n`,
      )
      const { findings } = await run()
      expect(findings).toMatchObject([{ file: join(folder, name), keyId: ref.keyId }])
      expect(findings[0]?.sentence).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    },
  )

  it('needs an unlocked keychain and says so', async () => {
    put('prometheus.yml', prometheus(value))
    const before = await run()
    await world.restart()
    world.vault.state = 'locked'
    const failed = await world.core.scans.run({
      folders: [folder],
      honourIgnoreFiles: false,
      histories: false,
    })
    expect(failed).toMatchObject({ ok: false, failure: { code: 'keychain-locked' } })
    if (!failed.ok) expect(failed.failure.message).toContain('Nothing was scanned.')
    // What was found before can be read all the same.
    expect(await world.core.scans.latest()).toEqual(before)
  })

  it('is one at a time, and fails for a folder that is not there', async () => {
    const [first, second] = await Promise.all([
      world.core.scans.run({ folders: [folder], honourIgnoreFiles: false, histories: false }),
      world.core.scans.run({ folders: [folder], honourIgnoreFiles: false, histories: false }),
    ])
    expect(first.ok).toBe(true)
    expect(second).toMatchObject({ failure: { code: 'refused' } })
    expect(
      await world.core.scans.run({
        folders: [join(folder, 'none')],
        honourIgnoreFiles: false,
        histories: false,
      }),
    ).toMatchObject({ failure: { code: 'not-found' } })
  })

  it('can be stopped: what was found stays, and no use is forgotten', async () => {
    put('prometheus.yml', prometheus(value))
    await run()
    const stop = new AbortController()
    stop.abort()
    const stopped = must(
      await world.core.scans.run(
        { folders: [folder], honourIgnoreFiles: false, histories: false },
        undefined,
        stop.signal,
      ),
    )
    expect(stopped).toMatchObject({ cancelled: true, files: 0 })
    expect(usedIn()).toHaveLength(1)
    expect(await world.core.scans.latest()).toEqual(stopped)
  })

  it('keeps what was found half-way', async () => {
    put('a/.bash_history', value)
    // Between two files more time passes than between two reports.
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 300))
    put('c/.bash_history', value)
    const stop = new AbortController()
    const stopped = must(
      await world.core.scans.run(
        { folders: [folder], honourIgnoreFiles: false, histories: false },
        () => stop.abort(),
        stop.signal,
      ),
    )
    vi.restoreAllMocks()
    expect(stopped).toMatchObject({ cancelled: true, files: 1 })
    expect(stopped.findings.map(({ file }) => file)).toEqual([join(folder, 'a/.bash_history')])
    expect(await world.core.scans.latest()).toEqual(stopped)
  })

  it("looks at the user's shell histories on request", async () => {
    const home = put('home/.zsh_history', `: 1700000000:0;export KEY=${value}\n`)
    vi.stubEnv('HOME', folder)
    vi.stubEnv('HISTFILE', home)
    const empty = dirname(put('empty/x', ''))
    expect((await run({ folders: [empty] })).findings).toEqual([])
    const found = (await run({ folders: [empty], histories: true })).findings
    expect(found.filter(({ file }) => file === home)).toMatchObject([{ line: 1, foundIn: 'history' }])
    vi.unstubAllEnvs()
  })

  it('keeps the use of a key file that a config was followed to', async () => {
    const file = put('coralogix.key', `${value}\n`)
    const config = put(
      'prometheus.yml',
      'remote_write:\n  - url: http://127.0.0.1:2/\n    authorization:\n      credentials_file: coralogix.key\n',
    )
    const plan = must(await world.core.injection.plan([config], await hold('next', other), []))
    must(await world.core.injection.apply(plan.planId))
    const { findings } = await run()
    expect(findings).toMatchObject([
      { file, agent: 'prometheus', kind: 'literal', keyName: 'next', level: 'fine' },
      { file: config, agent: 'prometheus', kind: 'file', keyName: 'next', level: 'fine' },
    ])
    expect(world.core.keys.list().find(({ name }) => name === 'next')?.usedIn).toMatchObject([{ file }])
  })

  it('forgets what it found of an account that is removed', async () => {
    put('notes.txt', value)
    await run()
    must(await world.core.accounts.remove(world.accountId, true))
    expect((await world.core.scans.latest())?.findings).toEqual([])
  })
})
