import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../../build/processes.mjs'
import type { Fault } from '../../main/sandbox/faults.ts'
import type { IbmCredentials, IbmSettings } from '../../main/sandbox/ibm-cloud/model.ts'
import type { TakenLine } from '../../main/sandbox/taken.ts'
import { sandboxLine } from '../cli/contract.ts'
import { remember } from './canary.ts'
import { IbmAgent } from './ibm-agent.ts'
import { keyturn, keyturnJson } from './terminal-door.ts'

const PROGRAM = fileURLToPath(new URL('../../out/main/keyturn.js', import.meta.url))
const FIXTURES = new URL('../fixtures/agents/ibm-cloud-logs/', import.meta.url)
const FIXTURE_KEY = 'FixtureIbmKey_1111111111111111111111111111'
const FIXTURE_HOST = '11111111-2222-4333-8444-555555555555.ingress.eu-de.logs.cloud.ibm.com'

/** A key as IAM lists it, as far as the tests look. */
export interface IamKey {
  readonly id: string
  readonly name: string
  readonly iam_id: string
  readonly locked: boolean
  readonly disabled?: boolean
  readonly description?: string
}

interface Place {
  readonly iamUrl: string
  readonly ingressUrl: string
  readonly instance: string
  readonly apiKey: string
}

/**
 * An IBM Cloud in a process of its own (`keyturn sandbox`), seen past Keyturn as an engineer sees it with curl, and the
 * configs of agents that send to it. Nothing of it is Keyturn's, but for its data folder.
 */
export class IbmScene {
  readonly folder: string
  readonly home: string
  readonly place: Place
  readonly #child: ChildProcess
  readonly #control: { readonly url: string; readonly key: string }
  readonly #agents: IbmAgent[] = []
  #token = ''

  private constructor(folder: string, child: ChildProcess, line: string) {
    const { apiUrl, adminKey, vendors } = sandboxLine.parse(JSON.parse(line))
    this.folder = folder
    this.home = join(folder, 'home')
    this.#child = child
    this.#control = { url: `${apiUrl}/sandbox/v1`, key: adminKey }
    this.place = vendors['ibm-cloud']
    remember(this.place.apiKey, 'the IBM Cloud API key of the account')
  }

  /** `name`: of its temporary folder, which `clear` removes. */
  static async set(name: string): Promise<IbmScene> {
    const folder = mkdtempSync(join(tmpdir(), `keyturn-${name}-`))
    const child = spawn(process.execPath, [PROGRAM, 'sandbox'], {
      env: { ...process.env, KEYTURN_HOME: join(folder, 'sandbox-home') },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout?.once('data', (data) => resolve(String(data).split('\n')[0] ?? ''))
      child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)))
    })
    const scene = new IbmScene(folder, child, line)
    scene.#token = await scene.tokenFor(scene.place.apiKey)
    // Every token begins so: one that is written down anywhere is found by it.
    remember(`${scene.#token.split('.')[0]}.eyJ`, 'an access token of IBM Cloud')
    for (const [who, value] of Object.entries((await scene.account()).credentials))
      remember(value, `the API key of ${who}`)
    return scene
  }

  async clear(): Promise<void> {
    for (const agent of this.#agents) agent.stop()
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    if (this.#child.exitCode === null && this.#child.kill('SIGINT')) await ended
    rmSync(this.folder, { recursive: true, force: true })
  }

  // What is set and seen by the sandbox's own routes.

  setFault = (fault: Fault): Promise<unknown> => this.#sandbox('POST', 'faults', fault)
  clearFaults = (): Promise<unknown> => this.#sandbox('DELETE', 'faults')
  setUp = (settings: Partial<IbmSettings>): Promise<unknown> =>
    this.#sandbox('POST', 'ibm-cloud/settings', settings)

  async account(): Promise<{ readonly accountId: string; readonly credentials: IbmCredentials }> {
    return (await this.#sandbox('GET', 'ibm-cloud/account')) as Awaited<ReturnType<IbmScene['account']>>
  }

  /** The log lines that the ingress took and that contain a text. */
  async lines(contains: string): Promise<readonly TakenLine[]> {
    const route = `ibm-cloud/lines?contains=${encodeURIComponent(contains)}`
    return ((await this.#sandbox('GET', route)) as { lines: readonly TakenLine[] }).lines
  }

  // What an engineer sees with curl.

  async keys(): Promise<readonly IamKey[]> {
    const { accountId } = await this.account()
    const lists = await Promise.all(
      ['user', 'serviceid'].map((type) =>
        this.#iam('GET', `/v1/apikeys?scope=account&account_id=${accountId}&type=${type}&pagesize=100`),
      ),
    )
    return lists.flatMap((list) => (list as { apikeys: readonly IamKey[] }).apikeys)
  }

  /** The only key of this name. */
  async keyNamed(name: string): Promise<IamKey> {
    const [key, more] = (await this.keys()).filter((one) => one.name === name)
    if (key === undefined || more !== undefined) throw new Error(`not exactly one key is named ${name}`)
    return key
  }

  async serviceIdNames(): Promise<readonly string[]> {
    const { accountId } = await this.account()
    const list = await this.#iam('GET', `/v1/serviceids?account_id=${accountId}&pagesize=100`)
    return (list as { serviceids: readonly { name: string }[] }).serviceids.map(({ name }) => name)
  }

  /** Whether IAM gives a token for this value, and the instance takes a line with it. */
  async takes(value: string): Promise<boolean> {
    const token = await this.tokenFor(value).catch(() => null)
    if (token === null) return false
    const answer = await fetch(`${this.place.ingressUrl}/logs/v1/singles`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify([{ applicationName: 'shop', subsystemName: 'edge', text: 'a look from outside' }]),
    })
    return answer.ok
  }

  async tokenFor(value: string): Promise<string> {
    const answer = await fetch(`${this.place.iamUrl}/identity/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'urn:ibm:params:oauth:grant-type:apikey', apikey: value }),
    })
    if (!answer.ok) throw new Error(`IAM answered ${answer.status} to a key`)
    return ((await answer.json()) as { access_token: string }).access_token
  }

  // Configs and agents.

  /**
   * One of the repository's example configs, sending to the sandbox's instance with this value. `outputs`: how many of
   * them; all where left out.
   */
  config(name: string, value: string, outputs?: number): string {
    const { hostname, port } = new URL(this.place.ingressUrl)
    const whole = readFileSync(new URL('outputs.conf', FIXTURES), 'utf8')
    const text = whole
      .split(/^(?=\[OUTPUT\])/m)
      .slice(0, outputs === undefined ? undefined : outputs + 1)
      .join('')
      .replaceAll(FIXTURE_KEY, value)
      .replaceAll(FIXTURE_HOST, hostname)
      .replace('Target_Port         443', `Target_Port         ${port}`)
    const file = join(this.folder, name, 'fluent-bit.conf')
    mkdirSync(join(this.folder, name))
    writeFileSync(file, text, { mode: 0o640 })
    return file
  }

  /** The agent that runs with a config. */
  async run(file: string): Promise<IbmAgent> {
    const agent = await new IbmAgent(file, this.place.iamUrl).start()
    this.#agents.push(agent)
    return agent
  }

  /** What the config carries now, which may be nowhere else. */
  valueIn(file: string): string {
    const [, value = ''] = /^\s+IAM_API_key\s+(\S+)/m.exec(readFileSync(file, 'utf8')) ?? []
    return remember(value, `a value in ${file}`)
  }

  // Keyturn's terminal, and the keychain.

  /** Runs a command that has to end with 0, and answers what it printed. */
  async terminal(words: readonly string[], input = ''): Promise<string> {
    const { code, stdout, stderr } = await keyturn(words, { home: this.home, input })
    if (code !== 0) throw new Error(`keyturn ${words.join(' ')} ended with ${code}: ${stderr}`)
    return stdout
  }

  json = <T>(...words: readonly string[]): Promise<T> => keyturnJson<T>(words, { home: this.home })

  /** The newest value of a key as the desktop's own keychain tool shows it. */
  async inKeychain(keyId: string): Promise<string> {
    const [account] = await this.json<readonly { id: string }[]>('account', 'list')
    const words = ['lookup', 'service', 'Keyturn', 'account', `${account?.id}:${keyId}:1`]
    return (await run('secret-tool', words, { what: 'secret-tool', deadline: 10_000 })).stdout
  }

  #iam = (method: string, path: string): Promise<unknown> =>
    ask(method, `${this.place.iamUrl}${path}`, this.#token)

  #sandbox = (method: string, route: string, body?: unknown): Promise<unknown> =>
    ask(method, `${this.#control.url}/${route}`, this.#control.key, body)
}

async function ask(method: string, url: string, bearer: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`the sandbox answered ${answer.status} to ${method} ${url}`)
  return await answer.json()
}
