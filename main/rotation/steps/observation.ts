import type { AgentAddress, AgentReading, RotationAgents, Watched } from '../rotation-ports.ts'

/**
 * What one agent sent and what was refused, over any number of readings. Its counters start again with its process, so
 * each process is judged on its own, from nothing where it started under our eyes.
 */
export class Observation {
  readonly #agents: RotationAgents
  readonly #address: AgentAddress
  #first: AgentReading | null
  #last: AgentReading | null
  #missed = false
  readonly #ended: Watched[] = []

  constructor(agents: RotationAgents, address: AgentAddress, first: AgentReading | null) {
    this.#agents = agents
    this.#address = address
    this.#first = first
    this.#last = first
  }

  get last(): AgentReading | null {
    return this.#last
  }

  /** Whether it has never said anything of itself. */
  get isMute(): boolean {
    return this.#last === null
  }

  /** Takes the next reading; null where the agent could not be asked. */
  see(reading: AgentReading | null): void {
    this.#missed = reading === null
    if (reading === null) return
    if (this.#last === null) this.#first = reading
    else if (restarted(this.#last, reading)) {
      this.#ended.push(this.#agents.watched(this.#address, this.#first, this.#last))
      this.#first = {
        ...reading,
        at: reading.startedAt ?? reading.at,
        sent: zero(reading.sent),
        failed: zero(reading.failed),
      }
    }
    this.#last = reading
  }

  /** A refusal by any of its processes counts; so does what any of them sent, unless it could not be asked at the end. */
  result(): Watched {
    const now = this.#agents.watched(this.#address, this.#first, this.#last)
    const all = [...this.#ended, now]
    const refused = all.find((one) => one.outcome === 'refused')
    if (refused) return refused
    if (this.#missed && !this.isMute) return { outcome: 'silent', text: 'It could not be asked at the end' }
    return all.find((one) => one.outcome === 'ok') ?? now
  }
}

const zero = (count: number | null): number | null => (count === null ? null : 0)

const fell = (before: number | null, after: number | null): boolean =>
  before !== null && after !== null && after < before

const restarted = (before: AgentReading, after: AgentReading): boolean =>
  (before.startedAt !== null && after.startedAt !== null && before.startedAt !== after.startedAt) ||
  fell(before.sent, after.sent) ||
  fell(before.failed, after.failed)
