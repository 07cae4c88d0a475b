import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Fs, type FsFile, nodeFs } from '../../../main/agents/config-file/fs.ts'
import {
  failureOf,
  fixtureText,
  must,
  newKey,
  oldKey,
  refOf,
  temporaryFolder,
  world,
} from '../agents/world.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const at = (name: string): string => join(folder.path, name)
const put = (name: string, content: string): string => {
  mkdirSync(dirname(at(name)), { recursive: true })
  writeFileSync(at(name), content, { mode: 0o600 })
  return at(name)
}
const text = (path: string): string => readFileSync(path, 'utf8')
const from = (files: readonly string[], beside: readonly string[] = []) => ({
  files,
  beside,
  from: refOf('old'),
})
const back = (files: readonly string[], beside: readonly string[] = []) => ({
  files,
  beside,
  from: refOf('new'),
})
const off = 'cxtp_Off444444444444444444444444444'
const swapped = (content: string): string => content.replaceAll(oldKey, newKey)

describe('replacing a key', () => {
  it('changes every place of it in a file, and tells the file by its hashes', async () => {
    const before = fixtureText('prometheus/prometheus.yml')
    const config = put('prometheus.yml', before)
    const { injection, audited, uses } = world()
    const [written, ...others] = must(await injection.replace(from([config]), refOf('new')))
    expect(others).toEqual([])
    expect(written).toMatchObject({
      file: config,
      places: 2,
      sha256After: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(written?.sha256Before).not.toBe(written?.sha256After)
    expect(text(config)).toBe(swapped(before))
    expect(audited).toEqual([`Put the key edge-otel in the place of edge-old into ${config} (2 places).`])
    expect(uses.recordedIn(config).map(({ ref }) => ref?.keyId)).toEqual(['new', 'new'])
    // Again: nothing is written, and the hashes are equal.
    const hash = written?.sha256After
    expect(must(await injection.replace(from([config]), refOf('new')))).toEqual([
      { file: config, places: 2, sha256Before: hash, sha256After: hash },
    ])
  })

  it('leaves another known key, an unknown value and another vendor in the same file', async () => {
    const before = `${fixtureText('prometheus/prometheus.yml')}  - url: https://ingress.eu2.coralogix.com/prometheus/v1
    bearer_token: ${off}
  - url: https://ingress.eu2.coralogix.com/prometheus/v1
    bearer_token: cxtp_Unknown55555555555555555555555
`
    const config = put('prometheus.yml', before)
    must(await world().injection.replace(from([config]), refOf('new')))
    expect(text(config)).toBe(swapped(before))
    expect(text(config)).toContain(off)
  })

  it('writes the far end, whether the config or the key file is named, once', async () => {
    const config = put('prometheus.yml', fixtureText('prometheus/credentials-file.yml'))
    const key = put('coralogix.key', `${oldKey}\n`)
    const { injection } = world()
    expect(must(await injection.replace(from([config, key]), refOf('new')))).toMatchObject([
      { file: key, places: 1 },
    ])
    expect(text(key)).toBe(`${newKey}\n`)
    // What is recorded of it is enough, once.
    must(await injection.putBack(back([key]), refOf('old')))
    expect(text(key)).toBe(`${oldKey}\n`)
    must(await injection.replace(from([key], [config]), refOf('new')))
    expect(text(key)).toBe(`${newKey}\n`)
    expect(text(config)).toBe(fixtureText('prometheus/credentials-file.yml'))
  })

  it('writes a .env file and a unit through what refers to them', async () => {
    const collector = put('app/config.yaml', fixtureText('opentelemetry/indirect.yaml'))
    const env = put('app/.env', `OTHER=1\nCORALOGIX_PRIVATE_KEY="${oldKey}"\n`)
    const second = put('b/config.yaml', fixtureText('opentelemetry/indirect.yaml'))
    const unit = put(
      'b/otelcol.service',
      `[Service]\nExecStart=/usr/bin/otelcol\nEnvironmentFile=${at('b/any.conf')}\n`,
    )
    const any = put('b/any.conf', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const written = must(await world().injection.replace(from([collector, second]), refOf('new')))
    expect(written.map(({ file }) => file).sort()).toEqual([env, any].sort())
    expect(text(env)).toBe(`OTHER=1\nCORALOGIX_PRIVATE_KEY="${newKey}"\n`)
    expect(text(any)).toBe(`CORALOGIX_PRIVATE_KEY=${newKey}\n`)
    expect(text(unit)).toContain('EnvironmentFile')
  })

  it('a Kubernetes Secret beside what refers to it', async () => {
    const secret = put(
      'k/secret.yaml',
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: coralogix\ndata:\n  private-key: ${Buffer.from(oldKey).toString('base64')}\n`,
    )
    const { injection } = world()
    const detected = await injection.detect([secret])
    if (detected[0]?.uses.length === 0) throw new Error('the secret is not seen')
    must(await injection.replace(from([secret]), refOf('new')))
    expect(text(secret)).toContain(Buffer.from(newKey).toString('base64'))
    must(await injection.putBack(back([secret]), refOf('old')))
    expect(text(secret)).toContain(Buffer.from(oldKey).toString('base64'))
  })

  it('says what stands there now where neither key does', async () => {
    const config = put('.env', `CORALOGIX_PRIVATE_KEY=${off}\n`)
    const good = put('good/.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const failure = failureOf(await world().injection.replace(from([good, config]), refOf('new')))
    expect(failure).toMatchObject({
      code: 'file-changed',
      message: expect.stringMatching(
        /\.env carries neither the old key nor the new one any more: line 1 \(CORALOGIX_PRIVATE_KEY\) holds edge-off •••.{4}\. Nothing was written\./,
      ),
    })
    expect(failure.message).not.toContain(off)
    expect(text(good)).toContain(oldKey)
    put('.env', 'LOG=debug\n')
    expect(failureOf(await world().injection.replace(from([config]), refOf('new'))).code).toBe('file-changed')
  })

  it('changes no file where the second one cannot be written', async () => {
    const first = put('a/.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const second = put('b/.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    chmodSync(second, 0o400)
    expect(failureOf(await world().injection.replace(from([first, second]), refOf('new')))).toMatchObject({
      code: 'file-not-editable',
      message: expect.stringContaining('read-only'),
    })
    expect(text(first)).toContain(oldKey)
    chmodSync(second, 0o600)
    const renames: string[] = []
    const fs: Fs = {
      ...nodeFs,
      rename: async (one, other) => {
        renames.push(other)
        if (renames.length === 2) throw Object.assign(new Error('EIO'), { code: 'EIO' })
        return nodeFs.rename(one, other)
      },
    }
    expect(
      failureOf(await world({ fs }).injection.replace(from([first, second]), refOf('new'))).message,
    ).toContain('None of the 2 files was changed.')
    expect(text(first) + text(second)).not.toContain(newKey)
  })

  it('is refused with the keychain locked, and where the key must not be spliced', async () => {
    const config = put('.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const locked = world()
    locked.vault.state = 'locked'
    expect(failureOf(await locked.injection.replace(from([config]), refOf('new'))).code).toBe(
      'keychain-locked',
    )
    expect(text(config)).toContain(oldKey)
  })

  it('is shown beforehand under a name that does not exist yet', async () => {
    const before = fixtureText('prometheus/prometheus.yml')
    const config = put('prometheus.yml', before)
    const [file] = must(await world().injection.previewReplace(from([config]), 'edge-eu2'))
    expect(file).toMatchObject({
      file: config,
      agentName: expect.stringContaining('Prometheus'),
      unchanged: false,
    })
    expect(file?.changes.map(({ before: was, after }) => [was.trim(), after.trim()])[0]).toEqual([
      expect.stringMatching(/^credentials: edge-old •••.{4}$/),
      'credentials: edge-eu2 •••new',
    ])
    expect(JSON.stringify(file)).not.toMatch(/cxtp_|hunter2/)
    expect(text(config)).toBe(before)
  })
})

describe('putting back', () => {
  it('gives every byte back, and is safe to repeat', async () => {
    const before = fixtureText('prometheus/prometheus.yml')
    const config = put('prometheus.yml', before)
    const { injection } = world()
    const [forward] = must(await injection.replace(from([config]), refOf('new')))
    const [one] = must(await injection.putBack(back([config]), refOf('old')))
    expect(text(config)).toBe(before)
    expect(one).toMatchObject({
      sha256Before: forward?.sha256After,
      sha256After: forward?.sha256Before,
      places: 2,
    })
    const [again] = must(await injection.putBack(back([config]), refOf('old')))
    expect(again?.sha256Before).toBe(again?.sha256After)
  })

  it('keeps what somebody else changed since, in that file alone', async () => {
    const first = put('a/.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const second = put('b/.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const { injection } = world()
    must(await injection.replace(from([first, second]), refOf('new')))
    put('b/.env', `# mine\nCORALOGIX_PRIVATE_KEY=${newKey}\nLOG=debug\n`)
    const files = must(await injection.putBack(back([first, second]), refOf('old'))).map(({ file }) => file)
    expect(files).toEqual([first, second])
    expect(text(first)).toBe(`CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    expect(text(second)).toBe(`# mine\nCORALOGIX_PRIVATE_KEY=${oldKey}\nLOG=debug\n`)
  })

  it('touches no file where one carries neither key', async () => {
    const first = put('a/.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const second = put('b/.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const { injection } = world()
    must(await injection.replace(from([first, second]), refOf('new')))
    put('b/.env', `CORALOGIX_PRIVATE_KEY=${off}\n`)
    expect(failureOf(await injection.putBack(back([first, second]), refOf('old')))).toMatchObject({
      code: 'file-changed',
      message: expect.stringContaining(second),
    })
    expect(text(first)).toContain(newKey)
  })
})

/** The real file system that stops for good right before the nth step that changes something. */
function stoppingAt(nth: number) {
  let stop: () => void = () => undefined
  const stopped = new Promise<'stopped'>((resolve) => {
    stop = () => resolve('stopped')
  })
  let steps = 0
  const step = async <T>(job: () => Promise<T>): Promise<T> => {
    if (++steps === nth) stop()
    return steps >= nth ? new Promise<T>(() => undefined) : job()
  }
  const wrap = (file: FsFile): FsFile => ({
    ...file,
    write: (bytes, offset, length) => step(() => file.write(bytes, offset, length)),
    sync: () => step(() => file.sync()),
  })
  const opened: FsFile[] = []
  const fs: Fs = {
    ...nodeFs,
    open: async (path, flags, mode) => {
      const file = await nodeFs.open(path, flags, mode)
      opened.push(file)
      return wrap(file)
    },
    rename: (one, other) => step(() => nodeFs.rename(one, other)),
    unlink: (path) => step(() => nodeFs.unlink(path)),
    syncFolder: (path) => step(() => nodeFs.syncFolder(path)),
  }
  /** What the system does with the files of a process that is gone. */
  const closeAll = async (): Promise<void> => {
    for (const file of opened) await file.close().catch(() => undefined)
  }
  return { fs, stopped, closeAll }
}

describe.each(['replace', 'put back'] as const)('a process that ends in the middle of %s', (work) => {
  it('leaves what the next one finishes by doing it again', async () => {
    let ended = false
    let nth = 1
    for (; !ended; nth++) {
      const before = `CORALOGIX_PRIVATE_KEY=${oldKey}\n`
      const files = ['a', 'b', 'c'].map((name) => put(`${nth}/${name}.env`, before))
      const stores = world()
      if (work === 'put back') {
        must(await stores.injection.replace(from(files), refOf('new')))
        put(`${nth}/c.env`, `LOG=debug\nCORALOGIX_PRIVATE_KEY=${newKey}\n`)
      }
      const { fs, stopped, closeAll } = stoppingAt(nth)
      const doing = world({ ...stores, fs }).injection
      const run =
        work === 'replace'
          ? doing.replace(from(files), refOf('new'))
          : doing.putBack(back(files), refOf('old'))
      ended = (await Promise.race([run, stopped])) !== 'stopped'
      await closeAll()

      const next = world(stores).injection
      const result =
        work === 'replace' ? next.replace(from(files), refOf('new')) : next.putBack(back(files), refOf('old'))
      expect(
        must(await result)
          .map(({ file }) => file)
          .sort(),
      ).toEqual(files)
      const wanted = work === 'replace' ? newKey : oldKey
      for (const file of files) expect(text(file)).toContain(`CORALOGIX_PRIVATE_KEY=${wanted}\n`)
      expect(readdirSync(at(String(nth))).sort()).toEqual(['a.env', 'b.env', 'c.env'])
      expect(stores.uses.unfinished()).toEqual([])
    }
    expect(nth).toBeGreaterThan(8)
  })
})
