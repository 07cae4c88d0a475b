import { describe, expect, test } from 'vitest'
import { applicationMenu } from '../../../main/desktop/application-menu.ts'
import { onWindowClose, quitObstacle } from '../../../main/desktop/close-rules.ts'
import { forgetDangerousVariables, refusedSwitch } from '../../../main/desktop/dangerous-start.ts'
import { consolePage, documentationPage } from '../../../main/desktop/external-links.ts'
import { RateLimit } from '../../../main/desktop/rate-limit.ts'
import { hasTrayHost } from '../../../main/desktop/tray-host.ts'
import { dueWords, trayModel } from '../../../main/desktop/tray-menu.ts'
import { coralogixFacts } from '../../../main/providers/coralogix/facts.ts'
import { ok } from '../../../shared/errors.ts'
import type { DueItem } from '../../../shared/model.ts'
import type { ConsolePage } from '../../../shared/providers.ts'
import { anAccount } from '../../fakes/cli-samples.ts'
import { someKey } from '../../fakes/core.ts'

const due = (name: string, daysLeft: number): DueItem => ({
  key: someKey({ id: name, name }),
  dueAt: '2030-01-01T00:00:00.000Z',
  daysLeft,
  status: daysLeft < 0 ? 'overdue' : 'due-soon',
  reason: '',
})

const calm = { syncing: false, accounts: 0, rotations: [], pausedUntil: null }

describe('a packaged app', () => {
  test.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-pipe',
    '--no-sandbox',
    '--ignore-certificate-errors',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '--proxy-server=127.0.0.1:1',
    '--log-net-log=/tmp/x',
    '--ssl-key-log-file=/tmp/x',
    '--inspect',
    '--inspect-brk=0',
    '-no-sandbox',
    '--js-flags=--expose-gc',
  ])('does not start with %s', (argument) => {
    expect(refusedSwitch(['keyturn', argument], 'linux')).toBe(argument.replace(/^--?|=.*/g, ''))
  })

  test('starts with what is its own, and knows the slash of Windows', () => {
    expect(refusedSwitch(['/opt/inspect', '--home=/data', '--ozone-platform=wayland'], 'linux')).toBeNull()
    expect(refusedSwitch(['keyturn', '/no-sandbox'], 'linux')).toBeNull()
    expect(refusedSwitch(['keyturn', '/NO-SANDBOX'], 'win32')).toBe('no-sandbox')
  })

  test('forgets the variables that weaken it', () => {
    const env: Record<string, string | undefined> = {
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      SSLKEYLOGFILE: 'x',
      HOME: 'h',
    }
    forgetDangerousVariables(env)
    expect(env).toEqual({ HOME: 'h' })
  })
})

describe('closing the window', () => {
  test.each([
    [false, 'linux', true, 'hide'],
    [false, 'linux', false, 'quit'],
    [false, 'win32', true, 'hide'],
    [false, 'darwin', false, 'hide'],
    [true, 'linux', true, 'close'],
  ] as const)('quitting %s, %s, tray %s: %s', (quitting, platform, trayShown, action) => {
    expect(onWindowClose({ quitting, platform, trayShown })).toBe(action)
  })

  test('is not the end while a value is only in memory, or a key is being made', () => {
    const capture = (stuck: boolean, busy: boolean) => ({ hasStuck: () => stuck, isBusy: () => busy })
    expect(quitObstacle(capture(false, false))).toBeNull()
    expect(quitObstacle(capture(true, false))?.detail).toContain('only in memory')
    expect(quitObstacle(capture(false, true))?.message).toContain('being created')
  })
})

describe('the tray', () => {
  test('says how many keys are due this week, and lists five of them', () => {
    const keys = [
      due('a', -3),
      due('b', 0),
      ...['c', 'd', 'e', 'f'].map((name) => due(name, 5)),
      due('later', 30),
    ]
    const model = trayModel(keys, { ...calm, accounts: 1 })
    expect(model.due).toBe(true)
    expect(model.tooltip).toBe('Keyturn: 6 keys due this week')
    expect(model.lines.map((line) => ('label' in line ? line.label : '—'))).toEqual([
      '6 keys due this week',
      'a · 3 days overdue',
      'b · today',
      'c · in 5 days',
      'd · in 5 days',
      'e · in 5 days',
      '1 more…',
      '—',
      'Pause reminders',
      'Sync now',
      'Open Keyturn',
      '—',
      'Quit',
    ])
  })

  test('has no dot when nothing is due, and no sync without an account', () => {
    const model = trayModel([due('later', 8)], calm)
    expect(model.due).toBe(false)
    expect(model.lines[0]).toMatchObject({ label: 'Nothing due this week' })
    expect(model.lines.find((line) => line.kind === 'sync')).toMatchObject({ enabled: false })
  })

  test('names rotations that need somebody, and says until when reminders are paused', () => {
    const ref = { accountId: 'a', keyId: 'k' }
    const model = trayModel([], {
      ...calm,
      rotations: [
        { ref, keyName: 'edge', health: 'needs-you' },
        { ref, keyName: 'core', health: 'failed' },
        { ref, keyName: 'calm', health: 'waiting' },
      ],
      pausedUntil: 'Sun 29 Mar, 09:30',
    })
    expect(model.due).toBe(true)
    expect(model.lines.slice(1, 5)).toEqual([
      { kind: 'rotation', label: 'edge · the rotation needs you', ref },
      { kind: 'rotation', label: 'core · the rotation failed', ref },
      { kind: 'separator' },
      { kind: 'resume', label: 'Resume reminders (paused until Sun 29 Mar, 09:30)', enabled: true },
    ])
  })

  test('never says as a fact what rests on when a key was first seen', () => {
    const item = due('edge', 4)
    const seen = { ...item, key: { ...item.key, age: { days: 86, basis: 'firstSeen' as const } } }
    expect(trayModel([seen], calm).lines[1]).toMatchObject({ label: 'edge · in 4 days at the latest' })
  })

  test('speaks of one in the singular', () => {
    expect(trayModel([due('a', 1)], { ...calm, syncing: true, accounts: 1 }).tooltip).toBe(
      'Keyturn: 1 key due this week',
    )
    expect([dueWords(1), dueWords(-1)]).toEqual(['in 1 day', '1 day overdue'])
  })

  test.each([
    ['dbus-send says yes', ['boolean true'], true],
    ['dbus-send says no', ['   boolean false'], false],
    ['only gdbus is there', [null, '(true,)'], true],
    ['only busctl is there', [null, null, 'b true'], true],
    ['nothing answers', [null, null, null], false],
  ])('is asked for on Linux: %s', async (_, answers, shown) => {
    let asked = 0
    expect(await hasTrayHost('linux', async () => answers[asked++] ?? null)).toBe(shown)
  })

  test('is always there elsewhere', async () => {
    const nobody = () => Promise.reject(new Error('not to be asked'))
    expect(await hasTrayHost('darwin', nobody)).toBe(true)
    expect(await hasTrayHost('win32', nobody)).toBe(true)
  })
})

describe('pages in the browser', () => {
  const reported = (pages: readonly ConsolePage[]) => ok({ accountId: '', rights: [], pages, notes: [] })

  test.each([
    ['https://acme.app.eu2.coralogix.com/', 'https://acme.app.eu2.coralogix.com/settings/api-keys'],
    ['https://acme.app.coralogix.us/#/x', 'https://acme.app.coralogix.us/settings/api-keys'],
    ['https://acme.coralogix.com.evil.example/', null],
    ['https://evilcoralogix.com/', null],
    ['https://acme.coralogix.com@evil.example/', null],
    ['https://user@acme.coralogix.com/', null],
    ['https://acme.coralogix.com:8443/', null],
    ['http://acme.coralogix.com/', null],
    ['javascript:alert(1)', null],
    ['not an address', null],
    [null, null],
  ])('%s opens %s', (consoleUrl, opened) => {
    const pages = coralogixFacts.consolePages(anAccount({ consoleUrl }))
    expect(consolePage(reported(pages), 'keys', anAccount())).toBe(opened)
  })

  test.each([
    ['sandbox', 'http://127.0.0.1:4000/api-keys', true],
    ['sandbox', 'http://127.0.0.1:4001/api-keys', false],
    ['sandbox', 'http://localhost:4000/api-keys', false],
    ['sandbox', 'http://user@127.0.0.1:4000/api-keys', false],
    ['sandbox', 'http://app.aggregations.io/api-keys', false],
    ['sandbox', 'file:///etc/passwd', false],
    ['custom', 'http://127.0.0.1:4000/api-keys', false],
    ['global', 'http://127.0.0.1:4000/api-keys', false],
  ])('plain http is for the sandbox’s own server: %s, %s', (region, url, opened) => {
    const pages = reported([{ id: 'keys', label: 'API Keys', url }])
    const account = anAccount({ region, apiUrl: 'http://127.0.0.1:4000' })
    expect(consolePage(pages, 'keys', account)).toBe(opened ? url : null)
    expect(consolePage(pages, 'keys', undefined)).toBeNull()
  })

  test('plain http to another host stays closed even where the sandbox is said to be there', () => {
    const apiUrl = 'http://app.aggregations.io'
    const pages = reported([{ id: 'keys', label: 'API Keys', url: `${apiUrl}/api-keys` }])
    expect(consolePage(pages, 'keys', anAccount({ region: 'sandbox', apiUrl }))).toBeNull()
  })

  test('documentation is https, or stays closed', () => {
    expect(documentationPage({ docsUrl: 'https://example.com/docs' })).toBe('https://example.com/docs')
    expect(documentationPage({ docsUrl: 'file:///etc/passwd' })).toBeNull()
  })
})

describe('the menu', () => {
  const labels = (packaged: boolean) =>
    JSON.stringify(applicationMenu({ platform: 'linux', packaged, command: () => undefined }))

  test('of a packaged app has neither reload nor developer tools', () => {
    expect(labels(true)).not.toMatch(/reload|devtools/i)
    expect(labels(false)).toMatch(/reload.*devtools/i)
    expect(labels(true)).toContain('editMenu')
  })
})

test('a limit opens again after a minute', () => {
  let now = 0
  const limit = new RateLimit(2, () => now)
  expect([limit.take(), limit.take(), limit.take()]).toEqual([0, 0, 60])
  now = 60_001
  expect(limit.take()).toBe(0)
})
