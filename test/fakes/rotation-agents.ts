import type { Clock } from '../../main/clock.ts'
import type {
  Adoption,
  AgentAddress,
  AgentReading,
  RotationAgents,
  Watched,
} from '../../main/rotation/rotation-ports.ts'
import { ok } from '../../shared/errors.ts'
import type { Faults } from './rotation-faults.ts'
import type { FakeRotationFiles } from './rotation-files.ts'
import type { FakeRotationVendor } from './rotation-vendor.ts'

interface Running {
  key: string
  reloads: number
  lastReloadAt: string | null
  sent: number
  failed: number
}

/** Agents in memory that run with what their config had when they loaded it, and send at each look. */
export class FakeRotationAgents implements RotationAgents {
  readonly running = new Map<string, Running>()
  readonly clock: Clock
  readonly faults: Faults
  readonly #vendor: FakeRotationVendor
  readonly #files: FakeRotationFiles
  /** They answer a reload with 200 and keep the old config. */
  lie = false
  /** They send nothing. */
  silent = false
  /** They fail whatever the key is. */
  broken = false

  constructor(clock: Clock, faults: Faults, vendor: FakeRotationVendor, files: FakeRotationFiles) {
    this.clock = clock
    this.faults = faults
    this.#vendor = vendor
    this.#files = files
  }

  start(file: string): void {
    const key = this.#files.configs.get(file)?.key ?? ''
    this.running.set(file, { key, reloads: 0, lastReloadAt: null, sent: 0, failed: 0 })
  }

  ways({ host, controlUrl }: AgentAddress) {
    const word = host !== null || controlUrl === null
    return {
      reload: word ? ('word' as const) : ('http' as const),
      reloadText: word ? 'Restart it yourself.' : 'It is reloaded over HTTP.',
      proofText: 'By the time of its reload.',
    }
  }

  async reading({ file }: AgentAddress) {
    const agent = this.running.get(file)
    if (!agent) return ok(null)
    if (!this.silent) {
      if (this.#vendor.takes(agent.key) && !this.broken) agent.sent += 1
      else agent.failed += 1
    }
    const { reloads, lastReloadAt, sent, failed } = agent
    const at = this.clock.now().toISOString()
    return ok({
      ...{ at, startedAt: '2026-01-01T00:00:00.000Z', reloads, lastReloadAt },
      ...{ lastReloadOk: true, sent, failed },
    })
  }

  reload({ file }: AgentAddress) {
    return this.faults.around('reload', () => {
      const agent = this.running.get(file)
      if (agent && !this.lie) {
        agent.key = this.#files.configs.get(file)?.key ?? agent.key
        agent.reloads += 1
        agent.lastReloadAt = this.clock.now().toISOString()
      }
      return ok({ text: 'It answered 200' })
    })
  }

  adopted(
    _agent: AgentAddress,
    _before: AgentReading | null,
    after: AgentReading | null,
    writtenAt: string,
  ): Adoption {
    if (after === null) return { outcome: 'unproven', text: 'It says nothing of itself' }
    return (after.lastReloadAt ?? '') >= writtenAt
      ? { outcome: 'ok', text: 'It reloaded after the write' }
      : { outcome: 'later', text: 'It has not reloaded since the write' }
  }

  watched(_agent: AgentAddress, first: AgentReading | null, last: AgentReading | null): Watched {
    if (first === null || last === null) return { outcome: 'unproven', text: 'There is nothing to watch' }
    if ((last.failed ?? 0) > (first.failed ?? 0)) return { outcome: 'refused', text: 'It failed to send' }
    const sent = (last.sent ?? 0) - (first.sent ?? 0)
    return sent > 0
      ? { outcome: 'ok', text: `It sent ${sent}` }
      : { outcome: 'silent', text: 'It sent nothing' }
  }
}
