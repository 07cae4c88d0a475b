import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newKey, oldKey, temporaryFolder, world } from '../agents/world.ts'
import { openStores } from './kill-child.ts'

const folder = temporaryFolder()
const child = join(folder.path, 'child', 'child.mjs')

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: new URL('./kill-child.ts', import.meta.url).pathname,
      outDir: join(folder.path, 'child'),
      minify: false,
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  })
}, 60_000)
afterAll(() => folder.remove())

const works = ['inject', 'restore'] as const
it.each(works)(
  'kill -9 before every step of %s: all files or none, and the next start settles it',
  {
    timeout: 120_000,
  },
  async (work) => {
    let outcomes = { before: 0, after: 0 }
    let done = false
    for (let nth = 1; !done; nth++) {
      const home = join(folder.path, `${work}-${nth}`)
      const configs = join(home, 'configs')
      mkdirSync(configs, { recursive: true })
      const files = ['a', 'b', 'c'].map((name) => join(configs, `${name}.env`))
      for (const file of files) writeFileSync(file, `CORALOGIX_PRIVATE_KEY=${oldKey}\n`, { mode: 0o600 })
      const env = { ...process.env, KEYTURN_KILL_CHILD: work }
      const run = spawnSync(process.execPath, [child, home, String(nth), ...files], { env, encoding: 'utf8' })
      done = run.stdout === 'done'
      if (!done) expect(run.signal, run.stderr).toBe('SIGKILL')

      const { uses, vault } = openStores(home)
      const { injection } = world({ uses, vault })
      const interrupted = uses.unfinished().length
      expect(await injection.recover()).toEqual({ settled: interrupted, pending: [] })
      expect(uses.unfinished()).toEqual([])
      expect(readdirSync(configs).sort()).toEqual(['a.env', 'b.env', 'c.env'])
      const contents = new Set(files.map((file) => readFileSync(file, 'utf8')))
      expect(contents.size).toBe(1)
      const isNew = contents.has(`CORALOGIX_PRIVATE_KEY=${newKey}\n`)
      if (!isNew) expect([...contents]).toEqual([`CORALOGIX_PRIVATE_KEY=${oldKey}\n`])
      outcomes = isNew
        ? { ...outcomes, after: outcomes.after + 1 }
        : { ...outcomes, before: outcomes.before + 1 }
      // What is recorded is what is there: a written file can be restored, another one has nothing to restore.
      const restored = await injection.restore([files[0] ?? ''], false)
      expect(restored.ok).toBe(isNew)
      expect(readFileSync(files[0] ?? '', 'utf8')).toContain(oldKey)
    }
    // Of a restore the keys before it are the new ones.
    const [untouched, changed] =
      work === 'inject' ? (['before', 'after'] as const) : (['after', 'before'] as const)
    expect(outcomes[untouched]).toBeGreaterThan(15)
    expect(outcomes[changed]).toBeGreaterThan(1)
  },
)
