import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cleaned, openLog } from '../../main/log.ts'
import { Secret } from '../../main/vault/secret.ts'
import { fail } from '../../shared/errors.ts'

let home: string
let file: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'keyturn-log-'))
  file = join(home, 'log', 'keyturn.log')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const lines = (): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('the log', () => {
  it('writes JSON lines that only the owner can read', () => {
    openLog(home).info('synced', { accountId: 'a1', count: 3 })
    expect(lines()[0]).toMatchObject({ msg: 'synced', accountId: 'a1', count: 3 })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(home, 'log')).mode & 0o777).toBe(0o700)
  })

  it('drops what is not on the list, and what is not of the listed type', () => {
    const log = openLog(home)
    const stray = {
      value: 'v-1',
      headers: { a: 'v-2' },
      keyId: { toJSON: () => 'v-3' },
      count: 'v-4',
      msg: 'v-5',
    }
    log.info('m', stray as never)
    log.info('m', { keyId: Secret.of('v-6') as never })
    expect(readFileSync(file, 'utf8')).not.toMatch(/v-\d/)
    expect(lines()).toHaveLength(2)
  })

  it('reduces an exception and a failure to name, code and message', () => {
    const error = Object.assign(new Error('connect failed for Bearer abc'), {
      code: 'ECONNREFUSED',
      request: { headers: { authorization: 'x-9' } },
    })
    const failure = fail('vendor-failed', 'the vendor said cxtp_abc123', 'hint')
    openLog(home).error('m', { error, ...(failure.ok ? {} : { failure: failure.failure }) })
    expect(lines()[0]).toMatchObject({
      error: { name: 'Error', code: 'ECONNREFUSED', message: 'connect failed for Bearer [removed]' },
      failure: { code: 'vendor-failed', message: 'the vendor said [removed]' },
    })
    expect(readFileSync(file, 'utf8')).not.toMatch(/stack|x-9|hint/)
  })

  it('turns one large file over, and goes on', () => {
    mkdirSync(join(home, 'log'))
    writeFileSync(file, 'x'.repeat(2 * 1024 * 1024 + 1))
    openLog(home).info('new')
    expect(lines()).toHaveLength(1)
    expect(statSync(`${file}.1`).size).toBeGreaterThan(2_000_000)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('stays bounded however long one process writes', () => {
    const log = openLog(home)
    const long = 'word '.repeat(99)
    for (let i = 0; i < 9000; i++) log.info(long)
    expect(readdirSync(join(home, 'log')).sort()).toEqual(['keyturn.log', 'keyturn.log.1'])
    expect(statSync(file).size + statSync(`${file}.1`).size).toBeLessThan(4.5 * 1024 * 1024)
  })

  it('is silent where it cannot write', () => {
    writeFileSync(join(home, 'log'), 'a file in the way')
    const log = openLog(home)
    log.error('m')
    expect(existsSync(file)).toBe(false)
  })
})

describe('the net under it', () => {
  it.each([
    'cxtp_0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o',
    'cxup_0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_123',
    'authorization: Bearer s3cr3t',
    'Authorization: Basic dXNlcjpwYXNz',
    'private_key = 8a0b9c1d-1111-4222-8333-444455556666',
    'the key 8a0b9c1d-1111-4222-8333-444455556666',
    '{"api_key":"short"}',
    'password=hunter2',
    'https://user:hunter2@host/',
    'got Zx81kQ0pLmN2vB7cXz5aSdFgHjKl9qWeRt here',
  ])('removes the value from %s', (text) => {
    const clean = cleaned(text)
    expect(clean).toContain('[removed]')
    expect(clean).not.toMatch(/s3cr3t|hunter2|short|8a0b9c1d|0a1B2c|dXNlcj|eyJ|Zx81/)
  })

  it.each([
    'account 8a0b9c1d-1111-4222-8333-444455556666 synced',
    'wrote /etc/fluent-bit/fluent-bit.conf',
    'sha256 of 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    'The vendor answered 403: this admin key lacks data-ingest-api-keys:Manage.',
  ])('leaves %s alone', (text) => expect(cleaned(text)).toBe(text))
})
