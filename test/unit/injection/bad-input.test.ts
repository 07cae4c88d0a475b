import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Fs, nodeFs } from '../../../main/agents/config-file/fs.ts'
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
const line = `CORALOGIX_PRIVATE_KEY=${oldKey}\n`
const put = (name: string, content: string | Buffer, mode = 0o600): string => {
  writeFileSync(at(name), content, { mode })
  chmodSync(at(name), mode)
  return at(name)
}
const exporter = (more: string): string =>
  `exporters:\n  coralogix:\n    private_key: ${oldKey}\n    domain: eu2.coralogix.com\nservice: {}\n${more}`
const posix = process.platform !== 'win32'

/** What the file system says of its user, or refuses. */
const fsAs = (more: Partial<Fs>): Fs => ({ ...nodeFs, ...more })
const refusing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }))

describe('each bad input has its own sentence, and nothing is lost', () => {
  const cases: readonly (readonly [string, RegExp, () => string, Partial<Fs>?])[] = [
    [
      'a file of 200 MB',
      /larger than 5 MiB/,
      () => {
        truncateSync(put('a.env', line), 200 * 1024 * 1024)
        return at('a.env')
      },
    ],
    [
      'a named pipe',
      /it is a named pipe/,
      () => {
        execFileSync('mkfifo', [at('p')])
        return at('p')
      },
    ],
    ['a folder', /it is a folder/, () => folder.path],
    ['a device', /it is a device/, () => '/dev/null'],
    ['a missing file', /it does not exist/, () => at('none')],
    [
      'a file in what is no folder',
      /a part of its path is not a folder/,
      () => join(put('a.env', line), 'b.env'),
    ],
    [
      'a dangling link',
      /a link to a file that does not exist/,
      () => {
        symlinkSync('gone', at('l'))
        return at('l')
      },
    ],
    [
      'links in a circle',
      /lead in a circle/,
      () => {
        symlinkSync('b', at('a'))
        symlinkSync('a', at('b'))
        return at('a')
      },
    ],
    ['not UTF-8', /not valid UTF-8/, () => put('a.env', Buffer.from([0x50, 0x3d, 0xff, 0xfe, 0x0a]))],
    ['UTF-16', /it is UTF-16/, () => put('a.env', Buffer.from(`\uFEFF${line}`, 'utf16le'))],
    ['NUL bytes', /NUL bytes/, () => put('a.env', `${line}\0`)],
    ['an empty file', /no place for a key|Nothing in/, () => put('a.env', '')],
    ['a template', /This is a template/, () => put('c.yaml', fixtureText('opentelemetry/template.yaml'))],
    [
      'no right to read',
      /cannot be read: the system does not allow it/,
      () => put('a.env', line),
      { open: refusing('EACCES') },
    ],
    [
      'no right to look into its folder',
      /cannot be read: the system does not allow it/,
      () => put('a.env', line),
      { realpath: refusing('EACCES') },
    ],
    ['a file of another user', /belongs to another user/, () => put('a.env', line), { userId: () => 54_321 }],
    ['a read-only file', /it is read-only/, () => put('a.env', line, 0o400)],
    [
      'a read-only file system',
      /read-only file system/,
      () => put('a.env', line),
      { access: refusing('EROFS') },
    ],
    [
      'hard links',
      /it has 2 hard links/,
      () => {
        linkSync(put('a.env', line), at('b.env'))
        return at('a.env')
      },
    ],
    [
      'a folder in which everybody writes',
      /every user can write in its folder/,
      () => {
        mkdirSync(at('o'))
        chmodSync(at('o'), 0o777)
        return put('o/a.env', line)
      },
    ],
    [
      'a million lines of YAML',
      /longer than 50,000 lines/,
      () => put('c.yaml', exporter('#c\n'.repeat(1_000_000))),
    ],
    ['2 MiB of YAML', /larger than 1 MiB/, () => put('c.yaml', exporter(`x: ${'a'.repeat(2 ** 21)}\n`))],
  ]

  const named = cases.map(([name, sentence, make, more = {}]) => ({ name, sentence, make, more }))

  it.runIf(posix).each(named)('$name', { timeout: 5_000 }, async ({ sentence, make, more }) => {
    const path = make()
    const regular = existsSync(path) && lstatSync(path).isFile() && lstatSync(path).size < 10_000_000
    const before = regular ? readFileSync(path) : null
    const { injection, uses } = world({ fs: fsAs(more) })
    const failure = failureOf(await injection.plan([path], refOf('new'), []))
    expect(failure.message).toMatch(sentence)
    expect(failure.message).toContain(path)
    expect(failure.message + failure.hint).not.toMatch(/cxtp_/)
    if (before !== null) expect(readFileSync(path).equals(before)).toBe(true)
    expect(uses.unfinished()).toEqual([])
    const others = failureOf(await injection.plan([put('good.env', line), path], refOf('new'), []))
    expect(others.message).toMatch(sentence)
    expect(readFileSync(at('good.env'), 'utf8')).toBe(line)
  })

  it.runIf(posix)('a socket', async () => {
    const server = createServer().listen(at('s'))
    await once(server, 'listening')
    const failure = failureOf(await world().injection.plan([at('s')], refOf('new'), []))
    expect(failure.message).toMatch(/it is a socket/)
    server.close()
  })

  it.runIf(posix)('the sentences differ', () => {
    expect(new Set(cases.map(([, sentence]) => String(sentence))).size).toBeGreaterThan(18)
  })
})

describe('what is only a warning', () => {
  it.runIf(posix)(
    'a target that every user can read is written with a warning, and keeps its mode',
    async () => {
      const file = put('a.env', line, 0o644)
      const { injection } = world()
      const plan = must(await injection.plan([file], refOf('new'), []))
      expect(plan.files[0]?.warnings).toEqual(['Every user of this machine can read the file.'])
      must(await injection.apply(plan.planId))
      expect(lstatSync(file).mode & 0o777).toBe(0o644)
      expect(readFileSync(file, 'utf8')).toContain(newKey)
    },
  )
})

describe('what takes its time', () => {
  it('half a reference where a key belongs is not taken for one', async () => {
    const text =
      '[OUTPUT]\n    Name http\n    Host api.coralogix.com\n    Header Authorization Bearer {KEY}\n'
    const file = put('fluent-bit.conf', text)
    const failure = failureOf(await world().injection.plan([file], refOf('new'), []))
    expect(failure.code).toBe('file-not-editable')
    expect(failure.message).toBe(
      `${file}: Line 4 holds a quote, a backslash, a brace or a blank, so it is more than a key or half a reference.`,
    )
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('a YAML map of 40,000 keys is read in seconds', { timeout: 20_000 }, async () => {
    const many = Array.from({ length: 40_000 }, (_each, index) => `  k${index}: v\n`).join('')
    const file = put('c.yaml', exporter(`x:\n${many}`))
    const start = performance.now()
    must(await world().injection.plan([file], refOf('new'), []))
    expect(performance.now() - start).toBeLessThan(15_000)
    writeFileSync(file, exporter(`x:\n${many}  k7: again\n`))
    const failure = failureOf(await world().injection.plan([file], refOf('new'), []))
    expect(failure.message).toContain('duplicate key')
  })

  it.runIf(posix)('a pipe that somebody writes to is not waited for', async () => {
    execFileSync('mkfifo', [at('p.env')])
    const writer = spawn('sh', ['-c', `exec echo hello > '${at('p.env')}'`], { stdio: 'ignore' })
    const failure = failureOf(await world().injection.plan([at('p.env')], refOf('new'), []))
    expect(failure.message).toContain('it is a named pipe')
    writer.kill('SIGKILL')
    await once(writer, 'exit')
  })
})
