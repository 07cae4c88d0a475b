import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type {
  AgentInfo,
  CheckReport,
  Detection,
  InjectionPlan,
  InjectionReceipt,
  KeyRef,
  PlannedFile,
} from '../../shared/model.ts'
import type { WrittenFile } from '../../shared/rotation.ts'
import { agentInfos, agentOf, vendorOf } from '../agents/catalog.ts'
import { type Fs, nodeFs } from '../agents/config-file/fs.ts'
import { readConfigFile } from '../agents/config-file/read.ts'
import { locateAll } from '../agents/locating.ts'
import type { SnippetRequest } from '../services.ts'
import type { Secret } from '../vault/secret.ts'
import { checkFile } from './checking.ts'
import { detectedUses } from './detecting.ts'
import { FileReplacer } from './file-replacer.ts'
import { FileTransactions } from './file-transactions.ts'
import { FileWriter } from './file-writer.ts'
import { fits, wrongKey } from './fitting.ts'
import type { InjectionPorts, KeyFacts } from './injection-ports.ts'
import { type Looked, lookAt } from './looking.ts'
import { type PlannedWork, planAll } from './planning.ts'
import { type Recovery, recoverAll } from './recovery.ts'
import { type KeyReplacing, planPreview, type ReplaceOrder } from './replacing.ts'
import { FileRestorer } from './restoring.ts'
import { plainSnippet, snippetFor, snippetWith } from './snippet.ts'
import { followAll } from './targets.ts'

/** How long a plan may be applied, in milliseconds. */
const planLifetime = 10 * 60 * 1000

interface Plan {
  readonly ref: KeyRef
  readonly keyName: string
  readonly value: Secret
  readonly works: readonly PlannedWork[]
  readonly expiresAt: number
}

/**
 * Puts keys into agents' configs, takes them out again, and says which keys are where. Plans live in memory only.
 * Call `recover` once at the start, before anything else.
 */
export class KeyInjection implements KeyReplacing {
  readonly #ports: InjectionPorts
  readonly #fs: Fs
  readonly #now: () => number
  readonly #writer: FileWriter
  readonly #restorer: FileRestorer
  readonly #replacer: FileReplacer
  readonly #plans = new Map<string, Plan>()
  #turn: Promise<unknown> = Promise.resolve()

  constructor(ports: InjectionPorts) {
    this.#ports = ports
    this.#fs = ports.fs ?? nodeFs
    this.#now = ports.now ?? Date.now
    const transactions = new FileTransactions(ports, this.#fs)
    this.#writer = new FileWriter(this.#fs, this.#now, transactions)
    this.#restorer = new FileRestorer(ports, this.#fs, this.#now, transactions)
    this.#replacer = new FileReplacer(ports, this.#fs, this.#writer, this.#restorer)
  }

  agents(): readonly AgentInfo[] {
    return agentInfos()
  }

  async detect(
    files: readonly string[],
  ): Promise<readonly (Detection & { readonly error: string | null })[]> {
    const found: (Detection & { readonly error: string | null })[] = []
    for (const file of files) found.push(await this.#detectOne(file))
    return found
  }

  async #detectOne(file: string): Promise<Detection & { readonly error: string | null }> {
    const unknown = { file, agent: null, supported: false, uses: [] }
    const read = await readConfigFile(this.#fs, file)
    if (!read.ok) return { ...unknown, reason: read.failure.message, error: read.failure.message }
    const { text } = read.value
    const hosts = this.#ports.hosts()
    const agent = agentOf(text, hosts, file)
    if (agent === null)
      return { ...unknown, reason: 'It is not configuration that Keyturn knows.', error: null }
    const base = {
      file,
      agent: agent.id,
      supported: agent.refusal === undefined,
      reason: agent.refusal ?? null,
    }
    const places = locateAll(agent, text, hosts, file)
    if (!places.ok)
      return { ...base, reason: places.failure.message, uses: [], error: places.failure.message }
    const surveyed = { file: read.value, agent, places: places.value }
    const followed = await followAll(this.#ports, this.#fs, hosts, surveyed)
    return { ...base, uses: await detectedUses(this.#ports, { ...surveyed, followed }), error: null }
  }

  snippet(request: SnippetRequest): Result<string> {
    const key = this.#key(request.ref)
    if (!key.ok) return key
    const found = snippetFor(request, key.value)
    return found.ok ? ok(plainSnippet(found.value.agent, found.value.options)) : found
  }

  async snippetWithValue(request: SnippetRequest): Promise<Result<Secret>> {
    const key = this.#key(request.ref)
    if (!key.ok) return key
    const found = snippetFor(request, key.value)
    if (!found.ok) return found
    const { agent, options } = found.value
    const taken = { provider: vendorOf(agent), types: agent.takes }
    if (!fits(key.value, taken)) return wrongKey(agent.name, taken, key.value)
    const value = await this.#ports.values(request.ref, 'snippet')
    return value.ok ? ok(snippetWith(agent, options, value.value)) : value
  }

  async plan(
    files: readonly string[],
    ref: KeyRef,
    at: readonly { file: string; line: number }[],
  ): Promise<Result<InjectionPlan>> {
    const key = this.#key(ref)
    if (!key.ok) return key
    if (files.length === 0) return fail('usage', 'No file was named.', 'Name at least one config file.')
    const stray = at.find((each) => !files.some((file) => resolve(file) === resolve(each.file)))
    if (stray !== undefined)
      return fail(
        'usage',
        `A line was named for ${stray.file}, which is not among the files.`,
        'Name the file as well.',
      )
    const value = await this.#ports.values(ref, 'inject')
    if (!value.ok) return value
    const works = await planAll(this.#ports, this.#fs, {
      files,
      at,
      ref,
      key: key.value,
      value: value.value,
    })
    if (!works.ok) return works
    this.#dropExpired()
    const planId = randomUUID()
    this.#plans.set(planId, {
      ref,
      keyName: key.value.name,
      value: value.value,
      works: works.value,
      expiresAt: this.#now() + planLifetime,
    })
    return ok({ planId, ref, files: works.value.map((work) => work.planned) })
  }

  apply(planId: string): Promise<Result<InjectionReceipt>> {
    return this.#inTurn(async () => {
      this.#dropExpired()
      const plan = this.#plans.get(planId)
      if (plan === undefined)
        return fail(
          'not-found',
          'This plan is not there any more: plans are kept for ten minutes.',
          'Plan again.',
        )
      // A plan is used once, whatever comes of it.
      this.#plans.delete(planId)
      const written = plan.works.filter((work) => work.pieces.length > 0)
      const result = await this.#writer.inject(plan.ref, plan.value, written)
      if (!result.ok) return result
      for (const work of written)
        this.#ports.audit({
          action: 'inject',
          text: `Put the key ${plan.keyName} into ${work.planned.file} (${work.pieces.length} ${work.pieces.length === 1 ? 'place' : 'places'}).`,
          ref: plan.ref,
        })
      return ok({
        written: written.map((work) => ({
          file: work.planned.file,
          places: work.pieces.length,
          afterChange: work.planned.afterChange,
          checker: work.planned.checker,
          sha256Before: work.identity.sha256,
          sha256After: work.sha256After,
        })),
        unchanged: plan.works.filter((work) => work.pieces.length === 0).map((work) => work.planned.file),
      })
    })
  }

  restore(files: readonly string[], set: boolean): Promise<Result<{ readonly files: readonly string[] }>> {
    return this.#inTurn(() => this.#restorer.restore(files, set))
  }

  check(file: string): Promise<Result<CheckReport>> {
    return checkFile(this.#ports, this.#fs, file)
  }

  /**
   * Settles multi-file writes that a crash interrupted: complete ones are recorded, others are put back. Cheap when
   * there is none. `pending`: sentences about those that could not be settled now, such as with a locked keychain.
   */
  recover(): Promise<Recovery> {
    return this.#inTurn(() => recoverAll(this.#ports, this.#fs))
  }

  look(paths: readonly string[]): Promise<Looked> {
    return lookAt(this.#ports, this.#fs, paths)
  }

  async previewReplace(
    order: ReplaceOrder,
    name: string,
    to: KeyRef | null = null,
  ): Promise<Result<readonly PlannedFile[]>> {
    const planned = await planPreview(this.#ports, this.#fs, order, name, to)
    return planned.ok ? ok(planned.value.works.map((work) => work.planned)) : planned
  }

  replace(order: ReplaceOrder, to: KeyRef): Promise<Result<readonly WrittenFile[]>> {
    return this.#inTurn(() => this.#replacer.replace(order, to))
  }

  putBack(order: ReplaceOrder, old: KeyRef): Promise<Result<readonly WrittenFile[]>> {
    return this.#inTurn(() => this.#replacer.putBack(order, old))
  }

  #key(ref: KeyRef): Result<KeyFacts> {
    const key = this.#ports.keyNamed(ref)
    return key === null
      ? fail('not-found', 'There is no such key.', 'Sync the account, then try again.')
      : ok(key)
  }

  #dropExpired(): void {
    for (const [id, plan] of this.#plans) if (plan.expiresAt <= this.#now()) this.#plans.delete(id)
  }

  /** One write at a time: two plans for one file must not meet. */
  #inTurn<T>(job: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(job, job)
    this.#turn = mine.catch(() => undefined)
    return mine
  }
}
