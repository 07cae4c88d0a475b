import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dataFolder, openDataFolder } from '../../main/data-folder.ts'

describe('the data folder', () => {
  const where = (argv: string[], env: Record<string, string> = {}) => dataFolder({ argv, env, cwd: '/here' })

  test('is what the command line says, then the environment, then the platform', () => {
    expect(where(['--home', '/a'], { KEYTURN_HOME: '/b' })).toBe('/a')
    expect(where(['key', 'list', '--home=/a'])).toBe('/a')
    expect(where([], { KEYTURN_HOME: 'b' })).toBe(join('/here', 'b'))
    expect(where([])).toMatch(/keyturn/)
    expect(where(['--home='])).toBe(where([]))
  })

  let parent = ''
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'keyturn-folder-'))
  })
  afterEach(() => {
    rmSync(parent, { recursive: true })
  })

  test.skipIf(process.platform === 'win32')('is its owner’s alone', () => {
    const folder = join(parent, 'a', 'b')
    expect(statSync(openDataFolder(folder)).mode & 0o777).toBe(0o700)
  })
})
