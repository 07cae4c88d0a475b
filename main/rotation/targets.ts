import { resolve } from 'node:path'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyRef } from '../../shared/model.ts'
import type { AgentTarget, NewTarget } from '../../shared/rotation.ts'
import { valueAt } from '../agents/locators/written.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import { type Clock, stamp } from '../clock.ts'
import type { SeenUse } from '../database/file-uses.ts'
import { type Database, stored } from '../database/sqlite.ts'
import type { TargetsTable } from '../database/targets-table.ts'
import type { LookedConfig } from '../injection/looking.ts'
import type { KeyReplacing } from '../injection/replacing.ts'
import { Secret } from '../vault/secret.ts'
import type { Targets } from './services.ts'
import { checkedAddress, checkedCommand, checkHoldsNoKey, type Identify } from './target-checks.ts'

interface Parts {
  readonly db: Database
  readonly table: TargetsTable
  readonly uses: { replaceSeen(read: readonly string[], seen: readonly SeenUse[]): void }
  readonly injection: Pick<KeyReplacing, 'look'>
  readonly identify: Identify
  readonly isKnown: (ref: KeyRef) => boolean
  readonly audit: Audit
  readonly clock: Clock
  readonly changes: Changes
}

const notRecorded = 'The target was not recorded'

/** The agents that the user has named, and how they are reloaded and asked. */
export class AgentTargets implements Targets {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  list(): readonly AgentTarget[] {
    return this.#parts.table.list()
  }

  /**
   * Names an agent, or changes how one is reached. A file of this machine is read, and the keys in it are recorded as
   * uses; one on another host is not, so its key has to be named. A key is also named for a file of this machine whose
   * value is out of reach. Fails like reading and locating, with `refused` for an agent that cannot work and for a key
   * in the command, with `usage` for an address or command that is none, and like the keychain.
   */
  async add(target: NewTarget): Promise<Result<AgentTarget>> {
    const { changes, clock, isKnown, identify } = this.#parts
    const address = target.controlUrl === null ? ok(null) : checkedAddress(target.controlUrl)
    if (!address.ok) return address
    const command = target.reloadCommand === null ? ok(null) : checkedCommand(target.reloadCommand)
    if (!command.ok) return command
    const clean = await checkHoldsNoKey(target, identify)
    if (!clean.ok) return clean
    if (target.ref !== null && !isKnown(target.ref))
      return fail('not-found', 'There is no such key.', 'Sync the account, then try again.')
    const common = {
      controlUrl: address.value,
      reloadCommand: command.value,
      addedAt: stamp(clock),
      ref: target.ref,
    }
    const added =
      target.host === null
        ? await this.#addLocal(target, common)
        : this.#addRemote(target.file, target.host, common)
    if (added.ok) changes.notify('targets', 'keys')
    return added
  }

  remove(file: string, host: string | null): Result<void> {
    const { db, table, audit, changes } = this.#parts
    const named = host === null ? resolve(file) : file
    const removed = stored('The target was not removed', () =>
      db.transaction(() => {
        const found = table.delete(named, host)
        if (found) audit.record('target.remove', `Took ${nameOf(named, host)} off the agent targets.`, null)
        return found
      }),
    )
    if (!removed.ok) return removed
    if (!removed.value)
      return fail(
        'not-found',
        `${nameOf(named, host)} is not an agent target.`,
        'keyturn target list shows them.',
      )
    changes.notify('targets')
    return ok(undefined)
  }

  #addRemote(
    file: string,
    host: string,
    common: Omit<AgentTarget, 'file' | 'host' | 'agent'>,
  ): Result<AgentTarget> {
    if (common.ref === null)
      return fail(
        'usage',
        `Keyturn cannot look into ${file} on ${host}, so the key that it carries has to be named.`,
        'Name the key with the target.',
      )
    return this.#record({ ...common, file, host, agent: null }, 'Agent', [], [])
  }

  async #addLocal(
    { file }: NewTarget,
    common: Omit<AgentTarget, 'file' | 'host' | 'agent'>,
  ): Promise<Result<AgentTarget>> {
    const path = resolve(file)
    const looked = await this.#parts.injection.look([path])
    const [config] = looked.configs
    if (config === undefined) throw new Error('nothing was looked at')
    if (!config.surveyed.ok) return config.surveyed
    if (config.keyFile)
      return fail(
        'file-no-place',
        `${path} holds a key and nothing else: which agent reads it does not stand there.`,
        'Name the configuration that refers to it.',
      )
    if (common.ref !== null && !leadsOutside(config))
      return fail(
        'usage',
        `Nothing in ${path} leads out of reach, so it shows by itself which keys its agent has.`,
        'Leave the key out. Name one for a file on another host, or one whose key is in a cluster or a keystore.',
      )
    const { agent } = config.surveyed.value
    const seen: SeenUse[] = []
    for (const holder of looked.holders.values()) {
      if (!holder.ok) return holder
      for (const place of holder.value.places) {
        const value = place.kind === 'literal' ? valueAt(holder.value.file.text, place) : ''
        const ref = value === '' ? ok(null) : await this.#parts.identify(Secret.of(value))
        if (!ref.ok) return ref
        const { line, column, output, kind } = place
        if (ref.value !== null)
          seen.push({
            file: holder.value.file.resolved,
            use: { line, column, agent: place.agent, output, kind, ref: ref.value },
          })
      }
    }
    const read = config.resolved === null ? [] : [config.resolved]
    return this.#record({ ...common, file: path, host: null, agent: agent.id }, agent.name, read, seen)
  }

  #record(
    target: AgentTarget,
    agentName: string,
    read: readonly string[],
    seen: readonly SeenUse[],
  ): Result<AgentTarget> {
    const { db, table, uses, audit } = this.#parts
    const { file, host, controlUrl, reloadCommand, ref } = target
    const ways = [
      controlUrl === null ? 'no control address' : `the control address ${controlUrl}`,
      reloadCommand === null ? 'no reload command' : 'a reload command',
    ]
    const text = `Named ${nameOf(file, host)} as an agent target (${agentName}), with ${ways.join(' and ')}.`
    const done = stored(notRecorded, () =>
      db.transaction(() => {
        table.put(target)
        uses.replaceSeen(read, seen)
        audit.record('target.add', text, ref)
      }),
    )
    return done.ok ? ok(target) : done
  }
}

const nameOf = (file: string, host: string | null): string => (host === null ? file : `${file} on ${host}`)

const leadsOutside = ({ surveyed }: LookedConfig): boolean =>
  surveyed.ok && [...surveyed.value.followed.values()].some(({ kind }) => kind === 'outside')
