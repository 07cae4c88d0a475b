import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { canaryValue } from '../../main/sandbox/model.ts'
import { remember, rememberedCount, rememberKeychain, traces, tracesInText } from './canary.ts'

/*
 * Runs last (see the config). Every story has searched its own data folder, the app's output and its pictures' text
 * before it removed them; here is what outlives them, and the proof that the search can find something.
 */

const folder = mkdtempSync(join(tmpdir(), 'keyturn-canary-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the search for values', () => {
  const planted = remember(canaryValue(), 'a planted value')

  it.each([
    ['in plain text', Buffer.from(`private_key: "${planted}"`)],
    ['in UTF-16', Buffer.from(`key ${planted}`, 'utf16le')],
    ['in hex', Buffer.from(Buffer.from(`{"k":"${planted}"}`).toString('hex'))],
    ['in base64', Buffer.from(Buffer.from(`Bearer ${planted}`).toString('base64'))],
    [
      'in the middle of a binary file',
      Buffer.concat([Buffer.alloc(5000, 7), Buffer.from(planted), Buffer.alloc(99)]),
    ],
  ])('finds one that is planted %s', (_, content) => {
    const file = join(folder, 'deep', 'below', 'log.bin')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    expect(traces([folder])).toEqual([`${file}: a planted value`])
    rmSync(file)
    expect(traces([folder])).toEqual([])
  })

  it('finds one in a text', () => {
    expect(tracesInText('stderr', `fault: ${planted}`)).toEqual(['stderr: a planted value'])
  })
})

describe('after the whole run', () => {
  it('no value is anywhere but in the keychain', async () => {
    await rememberKeychain()
    // The planted one alone would make this test say nothing.
    expect(rememberedCount()).toBeGreaterThan(1)
    // Everything that belongs to this run: the session's folders with HOME and the keyring, results, temporary files.
    const temporary = readdirSync(tmpdir())
      .filter((name) => /^(playwright|keyturn-(test|launch|rotation))/.test(name))
      .map((name) => join(tmpdir(), name))
    const roots = [
      process.env.HOME,
      process.env.XDG_RUNTIME_DIR,
      process.env.KEYTURN_HOME,
      'test-results',
      ...temporary,
    ]
    expect(traces(roots.filter((root) => root !== undefined))).toEqual([])
  })
})
