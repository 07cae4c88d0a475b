import type { ChainLink } from '../../shared/model.ts'
import type { Place } from '../agents/agent.ts'
import { agentOf } from '../agents/catalog.ts'
import { nodeFs } from '../agents/config-file/fs.ts'
import { readConfigFile } from '../agents/config-file/read.ts'
import type { VendorHost } from '../agents/locators/hosts.ts'
import { valueAt } from '../agents/locators/written.ts'
import type { FarPlace, Followed } from '../injection/followed.ts'
import { Follower } from '../injection/following.ts'
import type { KnownValues } from './known-values.ts'
import { couldHoldValue, decodedValue, type FileFindings, isShowable, type References } from './places.ts'
import type { FarValue, RawFinding, RawWay } from './scan-job.ts'

/** Following may always take so long, then half of a scan's time; references after that are shown as they stand. */
const patienceMs = 2000
/** How many configs share what was read around them: the texts are in memory that long. */
const sharedAtMost = 500

/**
 * Follows the references that a scan comes by to where the value stands, also outside of the scanned folders: as far
 * as the agent itself would read. Nothing but fingerprints of what is there leaves it.
 */
export class ReferenceFollowing {
  readonly #hosts: readonly VendorHost[]
  readonly #known: KnownValues
  readonly #stopped: () => boolean
  readonly #startedAt = performance.now()
  #spent = 0
  #follower: Follower
  #shared = 0

  constructor(hosts: readonly VendorHost[], known: KnownValues, stopped: () => boolean) {
    this.#hosts = hosts
    this.#known = known
    this.#stopped = stopped
    this.#follower = this.#fresh()
  }

  /** The findings of a file, those of references with the way that was found. Never fails. */
  async findings(file: string, { findings, references }: FileFindings): Promise<readonly RawFinding[]> {
    if (references === null) return findings
    const ways = await this.#ways(file, references)
    return findings.map((finding) => {
      const place = references.places.get(finding)
      const way = place === undefined ? undefined : ways.get(place)
      return way === undefined ? finding : { ...finding, way }
    })
  }

  async #ways(path: string, { agent, text, all, places }: References): Promise<ReadonlyMap<Place, RawWay>> {
    const ways = new Map<Place, RawWay>()
    try {
      const file = this.#goesOn() ? await this.#timed(readConfigFile(nodeFs, path)) : null
      // It changed since: the places are not where they were.
      if (file === null || !file.ok || file.value.text !== text) return ways
      if (++this.#shared > sharedAtMost) this.#follower = this.#fresh()
      for (const place of places.values()) {
        if (!this.#goesOn()) break
        ways.set(place, this.#way(await this.#timed(this.#follower.follow(file.value, agent, all, place))))
      }
    } catch {
      // A reader that throws is a bug in it; the reference is shown as it stands.
    }
    return ways
  }

  #goesOn(): boolean {
    const enough = Math.max(patienceMs, (performance.now() - this.#startedAt) / 2)
    return !this.#stopped() && this.#spent <= enough
  }

  async #timed<T>(work: Promise<T>): Promise<T> {
    const began = performance.now()
    try {
      return await work
    } finally {
      this.#spent += performance.now() - began
    }
  }

  #way(followed: Followed): RawWay {
    switch (followed.kind) {
      case 'found': {
        const { end } = followed
        const last = end.chain.slice(-1).map((link) => ({ ...link, file: end.file.resolved }))
        const chain = [...end.chain.slice(0, -1), ...last]
        return { chain: chain.filter(isShowable), far: [this.#farValue(end)] }
      }
      case 'several':
        return { ...told(followed.chain), far: followed.ends.map((end) => this.#farValue(end)) }
      case 'outside': {
        const { outside, chain } = followed
        return couldHoldValue(outside.what + outside.command) ? told(chain) : { ...told(chain), outside }
      }
      case 'nowhere':
        return { ...told(followed.chain), ...(couldHoldValue(followed.why) ? {} : { broken: followed.why }) }
    }
  }

  #farValue({ file, place }: FarPlace): FarValue {
    const value = decodedValue(valueAt(file.text, place), place)
    return {
      file: file.resolved,
      line: place.line,
      column: place.column,
      fingerprint: this.#known.of(value),
    }
  }

  #fresh(): Follower {
    this.#shared = 0
    return new Follower({ fs: nodeFs, hosts: this.#hosts, root: '', detect: agentOf })
  }
}

const told = (chain: readonly ChainLink[]): RawWay => ({ chain: chain.filter(isShowable), far: [] })
