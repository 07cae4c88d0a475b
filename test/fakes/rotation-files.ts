import { createHash } from 'node:crypto'
import type { RotationFiles, Survey, SurveyedAgent } from '../../main/rotation/rotation-ports.ts'
import { ok, type Result } from '../../shared/errors.ts'
import type { CheckReport, KeyRef } from '../../shared/model.ts'
import type { WrittenFile } from '../../shared/rotation.ts'
import type { Faults } from './rotation-faults.ts'

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A config in memory and its agent. `key`: the id of the key that stands in it. */
export interface FakeConfig {
  key: string
  readonly agent: SurveyedAgent
}

/** Configs in memory. */
export class FakeRotationFiles implements RotationFiles {
  readonly configs = new Map<string, FakeConfig>()
  readonly doubts: string[] = []
  readonly notes: string[] = []
  readonly faults: Faults
  /** The agents' checker refuses a config with any key but the old one. */
  checkerRefuses = false

  constructor(faults: Faults) {
    this.faults = faults
  }

  /** A Prometheus on this machine whose config carries the key. */
  add(file: string, key: string, more: Partial<SurveyedAgent> = {}): void {
    const agent: SurveyedAgent = {
      ...{
        id: `here:${file}`,
        file,
        host: null,
        agent: 'prometheus',
        agentName: 'Prometheus',
        files: [file],
      },
      uses: [{ file, line: 3, output: 'remote_write', kind: 'literal' }],
      ...{ carriedBy: 'config', afterChange: 'Reload Prometheus.', checker: 'promtool check config' },
      ...{ controlUrl: 'http://127.0.0.1:9090', reloadCommand: null, outside: null },
      ...more,
    }
    this.configs.set(file, { key, agent })
  }

  async survey({ keyId }: KeyRef): Promise<Result<Survey>> {
    const agents = [...this.configs.values()].filter((one) => one.key === keyId).map(({ agent }) => agent)
    return ok({ agents, doubts: this.doubts, notes: this.notes })
  }

  async preview() {
    return ok([])
  }

  replace(files: readonly string[], from: KeyRef, to: KeyRef): Promise<Result<readonly WrittenFile[]>> {
    return this.faults.around('write', () => this.#put(files, from.keyId, to.keyId))
  }

  putBack(files: readonly string[], made: KeyRef, old: KeyRef): Promise<Result<readonly WrittenFile[]>> {
    return this.faults.around('put-back', () => this.#put(files, made.keyId, old.keyId))
  }

  async check(file: string): Promise<Result<CheckReport | null>> {
    const passed = !this.checkerRefuses || this.configs.get(file)?.key === 'old'
    return ok({ file, agent: 'prometheus', command: 'promtool check config', passed, output: [] })
  }

  #put(files: readonly string[], from: string, to: string): Result<readonly WrittenFile[]> {
    const written = files.flatMap((file): WrittenFile[] => {
      const config = this.configs.get(file)
      if (!config) return []
      const sha256Before = hash(config.key)
      const places = config.key === from ? 1 : 0
      if (places > 0) config.key = to
      return [{ file, places, sha256Before, sha256After: hash(config.key) }]
    })
    return ok(written)
  }
}
