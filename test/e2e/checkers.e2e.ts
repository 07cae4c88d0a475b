import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { must, refOf, world } from '../unit/agents/world.ts'

// The agents' own checkers, from Debian's packages.
const check = (file: string) => execFileSync('promtool', ['check', 'config', file], { stdio: 'pipe' })

describe("an agent's own checker", () => {
  it('Prometheus accepts its snippet, with a reference and with the value, and an injected file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-checkers-'))
    const file = join(folder, 'prometheus.yml')
    const { injection } = world()
    const wish = {
      agentId: 'prometheus',
      ref: refOf('new'),
      format: 'yaml',
      application: 'shop',
      subsystem: 'check-out',
    } as const
    try {
      writeFileSync(file, must(injection.snippet(wish)))
      check(file)
      const filled = must(await injection.snippetWithValue(wish))
      writeFileSync(
        file,
        filled.expose((text) => text),
      )
      check(file)
      must(await injection.apply(must(await injection.plan([file], refOf('off'), [])).planId))
      check(file)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
