import { execFileSync, spawn } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../../build/processes.mjs'
import { openSession } from '../../build/session.mjs'
import type { errorShape } from '../cli/contract.ts'
import { attend, Desk } from './desk.ts'
import { keyturn } from './terminal-door.ts'
import { VendorSide } from './vendor.ts'

/*
 * Where keys are used, in the real app and at a real terminal: what a scan shows, that it can be stopped, and that
 * its result is kept. Each step builds on the ones before.
 */

const program = join(import.meta.dirname, '../../out/main/keyturn.js')
const folder = mkdtempSync(join(tmpdir(), 'keyturn-scan-'))
const home = join(folder, 'home')
const tree = join(folder, 'configs')
/** Takes minutes to read, and no room: one file under many names. */
const endless = join(folder, 'endless')
const unknown = 'cxtp_Fixture2222222222222222222222'

let desk: Desk
let vendor: VendorSide

beforeAll(async () => {
  desk = await Desk.open({ home })
})
afterAll(async () => {
  try {
    await desk?.leave()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
beforeEach((test) => attend(test, 'scan', () => desk))

function put(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode: 0o600 })
  return path
}
const inTree = (name: string): string => join(tree, name)
const prometheus = (key: string): string =>
  `remote_write:\n  - url: http://${vendor.ingressHost}:${vendor.ingressPort}/prometheus/v1\n    authorization:\n      credentials: ${key}\n`

/** A key with its value in the keychain, made at the vendor's console. */
async function held(name: string): Promise<{ readonly id: string; readonly value: string }> {
  const key = await vendor.createKey(name, true)
  expect(await keyturn(['sync'], { home })).toMatchObject({ code: 0 })
  expect(await keyturn(['key', 'import', key.id], { home, input: `${key.value}\n` })).toMatchObject({
    code: 0,
  })
  return key
}

/** Waits for the sentence of a finding. */
const found = (sentence: string | RegExp) => desk.see(sentence, desk.page.getByRole('main'))

async function chooseAndScan(path: string, insteadOf?: string): Promise<void> {
  const folders = desk.page.getByRole('list', { name: 'Folders' })
  await desk.answerFileDialogs([path])
  await desk.click(/^(Choose|Add) folders…$/)
  await desk.see(path, folders)
  if (insteadOf !== undefined) {
    await desk.click(`Remove ${insteadOf}`)
    await folders.getByText(insteadOf).waitFor({ state: 'detached' })
  }
  await desk.page.getByRole('checkbox', { name: 'Honour ignore files' }).uncheck()
  await desk.click(/^Scan( again)?$/)
}

/** Processes with this in their environment. */
const processesOf = (marker: string): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(marker)
    } catch {
      return false
    }
  })

describe.sequential('where keys are used', () => {
  it('shows each kind of finding, with the way of a reference', async () => {
    await desk.click(/^Try it with the sandbox/)
    await desk.see(/^Synced \d\d:\d\d$/)
    vendor = await VendorSide.ofApp(home)
    const known = await held('edge-known')
    const disabled = await held('edge-disabled')
    expect(await keyturn(['key', 'disable', disabled.id], { home })).toMatchObject({ code: 0 })
    put(inTree('a/prometheus.yml'), prometheus(known.value))
    put(inTree('b/prometheus.yml'), prometheus(disabled.value))
    put(inTree('c/prometheus.yml'), prometheus(unknown))
    put(inTree('a/prometheus.yml.bak'), prometheus(known.value))
    put(inTree('.bash_history'), `ls\ncurl -H 'Authorization: Bearer ${known.value}' https://x\n`)
    put(inTree('secrets/key'), `${known.value}\n`)
    put(
      inTree('d/prometheus.yml'),
      prometheus('').replace(/credentials: $/m, 'credentials_file: ../secrets/key'),
    )
    put(inTree('e/.env'), `CX_KEY=${known.value}\n`)
    put(
      inTree('e/config.yaml'),
      `exporters:\n  coralogix:\n    domain: \${env:CX_DOMAIN}\n    private_key: \${env:CX_KEY}\n    application_name: shop\nservice:\n  pipelines:\n    logs: {exporters: [coralogix]}\n`,
    )
    execFileSync('mkfifo', [inTree('pipe')])
    await desk.goTo('Where used')
    await desk.see('Nothing was scanned yet')
    await chooseAndScan(tree)
    const where = 'remote_write[0] in this Prometheus configuration'
    await found(/is active and stands at remote_write\[0\] in this Prometheus configuration\.$/)
    await found(/^edge-disabled of .* is disabled, and remote_write\[0\]/)
    await found(`A key that Keyturn does not hold stands at ${where}.`)
    await found(/^edge-known of .* is active and stands in a shell history/)
    await found(/^edge-known of .* is active and stands in a backup copy/)
    await found(/stands at remote_write\[0\] .*\(through the file \.\.\/secrets\/key\)\.$/)
    await found(/stands at coralogix in .*\(through the environment variable CX_KEY\)\.$/)
    await found('coralogix takes the environment variable CX_KEY')
    await desk.picture('scan')
    expect(await desk.page.content()).not.toContain(known.value)
  })

  it('is shown with the key, and gone through from there', async () => {
    await desk.goTo('All keys')
    const pane = await desk.openKey('edge-known')
    const uses = pane.getByRole('region', { name: 'Where used' })
    for (const name of ['a/prometheus.yml', 'd/prometheus.yml', 'e/config.yaml', 'e/.env', '.bash_history'])
      await desk.see(new RegExp(`${name.replaceAll('.', '\\.')}`), uses)
    await desk.picture('scan-key')
  })

  it('is stopped at a press; what was found until then stays', async () => {
    const { value } = await held('edge-endless')
    const lines = Array.from(
      { length: 60_000 },
      (_, i) => `${i} the quick brown fox jumps over the lazy dog ${i}`,
    )
    put(join(endless, '0.yml'), prometheus(value))
    const long = put(join(endless, '1.log'), lines.join('\n'))
    for (let i = 2; i < 8000; i++) linkSync(long, join(endless, `${i}.log`))
    await desk.goTo('Where used')
    await chooseAndScan(endless, tree)
    await desk.see(/[\d,]+ files · .* · 1 found/)
    const asked = performance.now()
    await desk.click('Cancel')
    await desk.see('The scan was cancelled. This is what was found until then.')
    expect(performance.now() - asked).toBeLessThan(3000)
    await found(/^edge-endless of .* is active and stands at/)
  })

  it('is kept when the app is opened again', async () => {
    await desk.leave()
    desk = await Desk.open({ home })
    await desk.see(/^Synced \d\d:\d\d$/)
    await desk.goTo('Where used')
    await desk.see('The scan was cancelled. This is what was found until then.')
    await found(/^edge-endless of .* is active and stands at/)
  })

  it('at a terminal ends at Ctrl-C with exit 8; what was found until then is printed, and no process is left', async () => {
    const marker = `KEYTURN_SCAN_TEST=${folder}`
    // `script` is the terminal: the key press reaches the program as its signal.
    // `exec`: a shell that stayed in between would end at the key press itself, with an exit code of its own.
    const command = `exec ${process.execPath} ${program} scan ${endless}`
    const terminal = spawn('script', ['-qec', command, '/dev/null'], {
      env: { ...process.env, KEYTURN_HOME: home, KEYTURN_SCAN_TEST: folder },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let said = ''
    terminal.stdout.on('data', (chunk) => {
      said += chunk
    })
    const ended = new Promise<number | null>((resolve) => terminal.on('close', resolve))
    try {
      await waitFor(() => /Scanning: [\d,]+ files, .*, 1 found/.test(said), {
        what: 'the scan to be under way',
        deadline: 20_000,
      })
      expect(processesOf(marker).length).toBeGreaterThan(0)
      terminal.stdin.write('\u0003')
      expect(await ended).toBe(8)
    } finally {
      terminal.kill()
    }
    expect(said).toContain('edge-endless of')
    expect(said).toContain('The scan was stopped. What was found until then is kept.')
    await waitFor(() => processesOf(marker).length === 0, { what: 'every process to end', deadline: 5000 })
    await desk.page.reload()
    await desk.goTo('Where used')
    await found(/^edge-endless of .* is active and stands at/)
  })
})

describe('a locked keychain', () => {
  it('is said in a sentence, with exit 7, and nothing is scanned', async () => {
    const session = await openSession({ display: false, notifications: false, keyring: 'locked' })
    try {
      const { code, stdout, stderr } = await keyturn(['scan', folder, '--json'], {
        home: session.keyturnHome,
        env: session.env,
      })
      expect({ code, stdout }).toEqual({ code: 7, stdout: '' })
      const { error } = JSON.parse(stderr) as ReturnType<typeof errorShape.parse>
      expect(error.code).toBe('keychain-locked')
      expect(error.message).toMatch(
        /^A scan recognises keys with a secret that is in the keychain\. .*locked/,
      )
      expect(error.message).toContain('Nothing was scanned.')
      expect(error.hint).not.toBe('')
    } finally {
      await session.close()
    }
  })
})
