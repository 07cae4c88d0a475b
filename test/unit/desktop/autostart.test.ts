import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Autostart, autostartFolder, desktopEntry } from '../../../main/desktop/autostart.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'keyturn-autostart-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const folder = () => join(home, '.config', 'autostart')
const file = () => join(folder(), 'keyturn.desktop')

function autostart(program: string, platform: NodeJS.Platform = 'linux', takes = true) {
  const items: string[][] = []
  const starts = new Autostart({
    platform,
    env: { HOME: home },
    command: [program],
    loginItem: {
      get: () => items.length > 0,
      set: (on, command) => {
        items.length = 0
        if (on && takes) items.push([...command])
      },
    },
  })
  return { starts, items }
}

describe('start at login on Linux', () => {
  test('is a file in the autostart folder, and nothing is left when it is turned off', async () => {
    const { starts } = autostart('/opt/Keyturn/keyturn')
    expect(await starts.set(true)).toMatchObject({ ok: true })
    expect(readFileSync(file(), 'utf8')).toContain('\nExec=/opt/Keyturn/keyturn --hidden\n')
    expect(readdirSync(folder())).toEqual(['keyturn.desktop'])
    expect(await starts.set(false)).toMatchObject({ ok: true })
    expect(readdirSync(folder())).toEqual([])
    expect(await starts.set(false)).toMatchObject({ ok: true })
  })

  test('after an update the next start corrects the path, and only where it is wanted', async () => {
    await autostart('/tmp/.mount_1/keyturn').starts.set(true)
    await autostart('/opt/new/keyturn').starts.correct(false)
    expect(readFileSync(file(), 'utf8')).toContain('Exec=/tmp/.mount_1/keyturn --hidden')
    await autostart('/opt/new/keyturn').starts.correct(true)
    expect(readFileSync(file(), 'utf8')).toContain('Exec=/opt/new/keyturn --hidden')
    rmSync(file())
    await autostart('/opt/new/keyturn').starts.correct(false)
    expect(existsSync(file())).toBe(false)
  })

  test('says why it could not be turned on', async () => {
    writeFileSync(join(home, '.config'), 'not a folder')
    const set = await autostart('/opt/keyturn').starts.set(true)
    expect(set).toMatchObject({ ok: false, failure: { code: 'file-not-written' } })
    expect(await autostart('/opt/key\nturn').starts.set(true)).toMatchObject({ ok: false })
  })

  test.skipIf(process.getuid?.() === 0)('leaves what was there when the folder is read-only', async () => {
    await autostart('/opt/old').starts.set(true)
    chmodSync(folder(), 0o500)
    expect(await autostart('/opt/new').starts.set(true)).toMatchObject({ ok: false })
    chmodSync(folder(), 0o700)
    expect(readFileSync(file(), 'utf8')).toContain('/opt/old')
  })

  test.each([
    ['/opt/Key turn/keyturn', '"/opt/Key turn/keyturn"'],
    ['/opt/100%/keyturn', '"/opt/100%%/keyturn"'],
    ['/opt/a"b/keyturn', '"/opt/a\\\\"b/keyturn"'],
    ['/opt/$HOME`x`', '"/opt/\\\\$HOME\\\\`x\\\\`"'],
    ['/opt/back\\slash', '"/opt/back\\\\\\\\slash"'],
    ['/opt/ü', '"/opt/ü"'],
  ])('names %s by the rules of desktop entries', (program, exec) => {
    expect(desktopEntry([program, '--hidden'])).toContain(`\nExec=${exec} --hidden\n`)
  })

  test('honours XDG_CONFIG_HOME where it is absolute', () => {
    expect(autostartFolder({ HOME: '/h', XDG_CONFIG_HOME: '/x' })).toBe('/x/autostart')
    expect(autostartFolder({ HOME: '/h', XDG_CONFIG_HOME: 'x' })).toBe('/h/.config/autostart')
    expect(autostartFolder({ HOME: '/h' })).toBe('/h/.config/autostart')
  })
})

describe.each(['darwin', 'win32'] as const)('start at login on %s', (platform) => {
  test('is the system’s own login item, hidden', async () => {
    const { starts, items } = autostart('/Applications/Keyturn', platform)
    expect(await starts.set(true)).toMatchObject({ ok: true })
    expect(items).toEqual([['/Applications/Keyturn', '--hidden']])
    expect(await starts.correct(true)).toMatchObject({ ok: true })
    expect(await starts.set(false)).toMatchObject({ ok: true })
    expect(items).toEqual([])
    expect(existsSync(file())).toBe(false)
  })

  test('is not said to be on where the system does not take it', async () => {
    expect(await autostart('/Applications/Keyturn', platform, false).starts.set(true)).toMatchObject({
      ok: false,
      failure: { code: 'refused' },
    })
  })
})
