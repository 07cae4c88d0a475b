import { randomUUID } from 'node:crypto'
import { Audit } from '../../../main/audit.ts'
import { Changes } from '../../../main/changes.ts'
import { AccountsTable } from '../../../main/database/accounts-table.ts'
import { RotationsTable } from '../../../main/database/rotations-table.ts'
import { Database } from '../../../main/database/sqlite.ts'
import { StorageError } from '../../../main/database/storage-failure.ts'
import { Inbox } from '../../../main/rotation/inbox.ts'
import type { NewEvidence, RecordChange, RotationRecord } from '../../../main/rotation/rotation-record.ts'
import { KeyRotations } from '../../../main/rotation/rotations.ts'
import type { Account, Key } from '../../../shared/model.ts'
import type { RotateRequest, RotationDetail, RotationSettings } from '../../../shared/rotation.ts'
import { fakeKey } from '../../fakes/keys.ts'
import { FakeRotationAgents } from '../../fakes/rotation-agents.ts'
import { Faults } from '../../fakes/rotation-faults.ts'
import { FakeRotationFiles } from '../../fakes/rotation-files.ts'
import { FakeRotationVendor } from '../../fakes/rotation-vendor.ts'
import { must, temporaryFolder } from '../agents/world.ts'

/** What a killed process leaves: the call in which it happened never comes back. */
const killed = Symbol('killed')

/** The table on a disk that is full at its nth commit, or in a process that is killed there. */
class TroubledTable extends RotationsTable {
  commits = 0
  fullAt: readonly number[] = []
  killAt: number | null = null
  killAfter = false

  override commit(
    id: string,
    at: string,
    change: RecordChange,
    rows: readonly NewEvidence[],
    direction?: RotationRecord['direction'],
  ): boolean {
    this.commits += 1
    if (this.fullAt.includes(this.commits)) throw new StorageError('database or disk is full')
    const dies = this.commits === this.killAt
    if (dies && !this.killAfter) throw killed
    const committed = super.commit(id, at, change, rows, direction)
    if (dies) throw killed
    return committed
  }
}

/** A data folder, a vendor, two configs with their agents, and a process that rotates; it can be killed and replaced. */
export class RotationWorld {
  readonly #folder = temporaryFolder()
  readonly accountId = randomUUID()
  readonly ref = { accountId: this.accountId, keyId: 'old' }
  readonly faults = new Faults()
  time = Date.parse('2026-06-01T08:00:00.000Z')
  readonly clock = { now: () => new Date(this.time) }
  readonly vendor = new FakeRotationVendor(this.accountId, this.faults)
  readonly files = new FakeRotationFiles(this.faults)
  readonly agents = new FakeRotationAgents(this.clock, this.faults, this.vendor, this.files)
  db: Database
  table: TroubledTable
  inbox: Inbox
  rotations: KeyRotations
  /** What is special about the keys. */
  readonly about: Record<string, Partial<Key>> = {}
  /** Happens once, while the rotation only looks. */
  onPause: ((world: RotationWorld) => void) | null = null
  #kill: (() => void) | null = null

  constructor() {
    ;({ db: this.db, table: this.table, inbox: this.inbox, rotations: this.rotations } = this.#process())
    const nobody = {
      ...{ teamId: null, teamName: null, userName: null, userId: null, credentialKeyId: null },
      consoleUrl: null,
    }
    new AccountsTable(this.db).insert({
      ...{
        id: this.accountId,
        name: 'work',
        provider: 'coralogix',
        region: 'eu1',
        apiUrl: 'https://api.example',
      },
      ...{ transport: 'rest', grpcUrl: null, instance: null, byWord: false },
      ...{ ingressUrl: 'https://in.example', identity: nobody, addedAt: this.clock.now().toISOString() },
    })
    for (const file of ['/etc/one.yml', '/etc/two.yml']) {
      this.files.add(file, 'old')
      this.agents.start(file)
    }
    this.faults.onKill = () => this.#kill?.()
  }

  request(settings: Partial<RotationSettings> = {}, mode: RotateRequest['mode'] = 'planned'): RotateRequest {
    const defaults = { canary: false, watchSeconds: 70, soakSeconds: 3600, graceSeconds: 7200 }
    return { ref: this.ref, mode, settings: { ...defaults, ...settings } }
  }

  /** A key that exists beside the old one, as a rotation's replacement. */
  withKey(id: string, how: { active?: boolean; held?: boolean } = {}): RotateRequest['ref'] {
    this.vendor.keys.set(id, { active: true, held: true, ...how })
    return { accountId: this.accountId, keyId: id }
  }

  async started(request = this.request()): Promise<string> {
    return must(await this.rotations.start(request)).id
  }

  /** Runs until it rests or the process is killed: then another process is there in its place. */
  async run(id: string): Promise<RotationDetail> {
    const dies = new Promise<typeof killed>((resolve) => {
      this.#kill = () => resolve(killed)
    })
    const run = this.rotations.run(id).catch((error) => {
      if (error === killed) return killed
      throw error
    })
    const end = await Promise.race([run, dies])
    if (end === killed) this.replaceProcess()
    return must(this.rotations.get(id))
  }

  /** The process is gone; another one opens the same data folder. */
  replaceProcess(): void {
    this.db.close()
    ;({ db: this.db, table: this.table, inbox: this.inbox, rotations: this.rotations } = this.#process())
  }

  /** Does what a user would until it has ended: resumes, answers, waits. */
  async drive(id: string): Promise<RotationDetail> {
    for (let turn = 0; turn < 12; turn++) {
      const detail = await this.run(id)
      if (detail.state === 'done' || detail.state === 'undone') return detail
      if (detail.waitsUntil) this.time = Date.parse(detail.waitsUntil)
      if (detail.state === 'failed' || detail.state === 'needs-you') must(this.rotations.resume(id))
    }
    return must(this.rotations.get(id))
  }

  /** What never may be: no key that works, or a live key that no record names. */
  wrongs(id: string): string[] {
    const wrongs: string[] = []
    const record = this.table.find(id)
    const alive = [...this.vendor.keys].filter(([, key]) => key.active && key.held)
    if (alive.length === 0) wrongs.push('neither key works')
    for (const made of this.vendor.madeAlive()) {
      const byIntent = this.vendor.intents.get(record?.intentId ?? '') === made
      if (!byIntent && record?.newRef?.keyId !== made) wrongs.push(`nothing records the live key ${made}`)
    }
    return wrongs
  }

  /** The keys that configs carry and agents run with: `old`, `new`, in no order. */
  inUse(): string[] {
    const keys = [...[...this.files.configs.values()].map(({ key }) => key)]
    keys.push(...[...this.agents.running.values()].map(({ key }) => key))
    return [...new Set(keys.map((key) => (key === 'old' ? 'old' : 'new')))]
  }

  end(): void {
    this.db.close()
    this.#folder.remove()
  }

  #process() {
    const { clock } = this
    const db = must(Database.open(this.#folder.path))
    const audit = new Audit(db, clock, 'terminal')
    const table = new TroubledTable(db, audit)
    const changes = new Changes()
    const inbox = new Inbox(db, clock, changes)
    const account = { id: this.accountId, name: 'work', provider: 'coralogix' } as Account
    const rotations = new KeyRotations({
      ...{ table, clock, changes, audit, inbox },
      readKey: (ref) => (this.vendor.keys.has(ref.keyId) ? this.#key(ref.keyId) : null),
      accounts: () => [account],
      ports: async () => ({ vendor: this.vendor, files: this.files, agents: this.agents }),
      pause: async (milliseconds) => {
        this.time += milliseconds
        const { onPause } = this
        this.onPause = null
        onPause?.(this)
      },
      rehearse: async () => ({ ok: false, failure: { code: 'unsupported', message: '', hint: '' } }),
    })
    return { db, table, inbox, rotations }
  }

  #key(id: string): Key {
    const { active, held } = this.vendor.keys.get(id) ?? { active: false, held: false }
    return fakeKey({
      ...{ id, accountId: this.accountId, account: 'work', name: id === 'old' ? 'shop' : id },
      ...{ state: active ? 'active' : 'disabled', presets: ['SendData'], permissions: [], hasValue: held },
      ...this.about[id],
    })
  }
}
