import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import type { StoredKey, VendorState } from '../../main/sandbox/model.ts'
import { type Sandbox, startSandbox } from '../../main/sandbox/sandbox.ts'
import { remember } from './canary.ts'
import type { Desk } from './desk.ts'
import { keyturn } from './terminal-door.ts'
import { VendorSide } from './vendor.ts'

/** A Coralogix of the test's own, whose account can be looked at past its API. */
export class CoralogixScene {
  readonly folder: string
  readonly home: string
  readonly sandbox: Sandbox
  readonly vendor: VendorSide

  private constructor(folder: string, sandbox: Sandbox) {
    this.folder = folder
    this.home = join(folder, 'home')
    this.sandbox = sandbox
    this.vendor = new VendorSide(sandbox)
    const { adminKeys, keys } = this.#state()
    for (const value of Object.values(adminKeys)) remember(value, 'an admin key')
    // Its lists carry the values of readable keys, over REST as over gRPC.
    for (const { value, name } of keys) if (value) remember(value, `the readable value of ${name}`)
  }

  static async set(): Promise<CoralogixScene> {
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-coralogix-'))
    return new CoralogixScene(folder, await startSandbox({ stateFile: join(folder, 'vendor.json') }))
  }

  /** The keys of this name as the vendor keeps them, the latest first. */
  named(name: string): readonly StoredKey[] {
    return this.#state()
      .keys.filter((key) => key.name === name)
      .toReversed()
  }

  /** The latest key of this name as the vendor keeps it. */
  kept(name: string): StoredKey {
    const [key] = this.named(name)
    if (!key) throw new Error(`the vendor has no key ${name}`)
    return key
  }

  /** Its access policy, which the vendor keeps as a text; null where it has none. */
  policyOf(name: string): unknown {
    const { accessPolicy } = this.kept(name)
    return accessPolicy === undefined ? null : JSON.parse(accessPolicy)
  }

  /** Makes a Team key with rights of its own on the vendor's console. */
  async makeTeamKey(name: string, presets: readonly string[], permissions: readonly string[]): Promise<void> {
    const owner = { teamId: this.sandbox.teamId }
    await this.#ask('POST', '', { name, owner, keyPermissions: { presets, permissions }, hashed: true })
  }

  /** Gives a key a right on the vendor's console, while Keyturn is looking elsewhere. */
  async grant(name: string, permissions: readonly string[]): Promise<void> {
    await this.#ask('PUT', `/${this.kept(name).id}`, { permissions: { permissions } })
  }

  /** An OpenTelemetry Collector's config that sends with this value. */
  collector(file: string, value: string): { readonly file: string; readonly original: string } {
    const path = join(this.folder, file)
    const original = [
      '# the gateway of the edge',
      'exporters:',
      '  otlphttp/coralogix:',
      `    endpoint: ${this.sandbox.ingressUrl}`,
      '    headers:',
      `      Authorization: "Bearer ${value}" # kept`,
      'service:',
      '  pipelines:',
      '    logs: {receivers: [otlp], exporters: [otlphttp/coralogix]}',
      '',
    ].join('\n')
    writeFileSync(path, original, { mode: 0o640 })
    return { file: path, original }
  }

  /** The value that a collector's config carries. */
  valueIn(file: string): string {
    const value = /Bearer ([^"]+)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
    return remember(value, `a value in ${file}`)
  }

  /** Whether the vendor takes telemetry with this value. */
  async takes(value: string): Promise<boolean> {
    return (await this.vendor.ingest(`Bearer ${value}`, 'a look from outside')) === 200
  }

  /** Runs a command that has to succeed. `days`: how much later than now its clock says that it is. */
  async terminal(words: readonly string[], input = '', days = 0): Promise<void> {
    const { code, stderr } = await keyturn(words, { home: this.home, input, env: daysFromNow(days) })
    if (code !== 0) throw new Error(`keyturn ${words.join(' ')} ended with ${code}: ${stderr}`)
  }

  async clear(): Promise<void> {
    await this.sandbox.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  async #ask(method: string, path: string, body: unknown): Promise<void> {
    const answer = await fetch(`${this.sandbox.apiUrl}/mgmt/openapi/5/aaa/api-keys/v3${path}`, {
      method,
      headers: { authorization: `Bearer ${this.sandbox.adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const said = await answer.text()
    if (!answer.ok) throw new Error(`the vendor answered ${answer.status} ${said}`)
    if (method === 'POST') remember((JSON.parse(said) as { value: string }).value, 'the value of a Team key')
  }

  #state(): VendorState {
    return JSON.parse(readFileSync(join(this.folder, 'vendor.json'), 'utf8')) as VendorState
  }
}

/** The environment of a Node program whose clock is ahead: nobody waits two weeks for a test. */
function daysFromNow(days: number): NodeJS.ProcessEnv {
  if (days === 0) return process.env
  const ahead = days * 86_400_000
  const clock = `const Real = Date; globalThis.Date = class extends Real {
    constructor(...given) { given.length === 0 ? super(Real.now() + ${ahead}) : super(...given) }
    static now() { return Real.now() + ${ahead} }
  }`
  const module = `data:text/javascript,${encodeURIComponent(clock)}`
  return { ...process.env, NODE_OPTIONS: `--import=${module}` }
}

/** Chooses in a list that unfolds. */
export async function choose(desk: Desk, within: Locator, label: string, option: RegExp): Promise<void> {
  await within.getByRole('combobox', { name: label }).click()
  await desk.page.getByRole('option', { name: option }).click()
}

/** Adds a Coralogix account at the scene's addresses, and waits for its first sync. */
export async function addAccount(
  desk: Desk,
  { sandbox }: CoralogixScene,
  name: string,
  transport: RegExp,
): Promise<Locator> {
  await desk.click(/^Add an account/)
  const dialog = desk.dialog('Add an account')
  await dialog.getByText('Coralogix', { exact: true }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await choose(desk, dialog, 'Region', /^Custom endpoint/)
  await dialog.getByRole('textbox', { name: 'API address' }).fill(sandbox.apiUrl)
  await dialog.getByRole('textbox', { name: 'Ingress address' }).fill(sandbox.ingressUrl)
  await dialog.getByText('Advanced').click()
  await choose(desk, dialog, 'Transport', transport)
  const grpcUrl = sandbox.vendors.coralogix.grpcUrl ?? ''
  await dialog.getByRole('textbox', { name: 'gRPC address' }).fill(grpcUrl)
  // Before the key is pasted: what screen readers are told of a picture is searched for values.
  await desk.picture(`coralogix-connect-${name}`)
  await dialog.getByLabel('Admin key').fill(sandbox.adminKey)
  await desk.click('Check and add', dialog)
  const added = desk.dialog(`${name} is added`)
  await desk.see(/^\d+ keys found$/, added)
  return added
}
