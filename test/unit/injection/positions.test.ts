import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Place } from '../../../main/agents/agent.ts'
import { agentOf, takenAt } from '../../../main/agents/catalog.ts'
import { locateAll } from '../../../main/agents/locating.ts'
import { valueAt, writtenAs } from '../../../main/agents/locators/written.ts'
import { failureOf, fixture, hosts, must, refOf, temporaryFolder, world } from '../agents/world.ts'

/*
 * Every fixture of every agent and every place in it, through the real writer: new fixtures are taken up by
 * themselves. In memory where there is such a folder, since each place is written and restored durably.
 */

const folder = temporaryFolder(existsSync('/dev/shm') ? '/dev/shm' : undefined)
afterAll(() => folder.remove())
const owner = process.getuid?.() === 0 ? 12_345 : null

const files = readdirSync(fixture('.'))
  .filter((name) => name !== 'snippets')
  .flatMap((name) => readdirSync(fixture(name)).map((file) => `${name}/${file}`))
  .filter((path) => basename(path) !== 'expected.txt')

/** The key of the fixtures' world that goes to a place. */
function keyFor(place: Place, keys: ReturnType<typeof world>['keys'], current: string) {
  const taken = takenAt(place)
  for (const [id, { facts, value }] of keys)
    if (
      facts.provider === taken.provider &&
      taken.types.includes(facts.type) &&
      facts.state === 'active' &&
      id !== 'old' &&
      value !== current
    )
      return { id, value, kind: facts }
  throw new Error(`no key of the world goes to ${place.output}, which takes ${taken.types.join()}`)
}

/** What a fixture holds; null where nothing in it can be changed. */
function read(path: string) {
  const bytes = readFileSync(fixture(path))
  const text = bytes.toString('utf8')
  const agent = agentOf(text, hosts, basename(path))
  const located =
    agent === null || agent.refusal !== undefined ? null : locateAll(agent, text, hosts, basename(path))
  const places = located?.ok === true ? located.value : []
  const editable = places.filter((place) => place.kind === 'literal' && place.notEditable === undefined)
  return editable.length === 0 ? null : { bytes, text, places, editable }
}

describe.each(files.flatMap((path) => (read(path) === null ? [] : [path])))('%s', (path) => {
  const { bytes, text, places, editable } = read(path) as NonNullable<ReturnType<typeof read>>
  const name = basename(path)

  it('each place: only the value changes, and comes back', async () => {
    const at = join(folder.path, path.replaceAll('/', '-'))
    mkdirSync(join(at, 'real'), { recursive: true })
    const [real, link] = [join(at, 'real', name), join(at, name)]
    symlinkSync(join('real', name), link)
    writeFileSync(real, bytes)
    chmodSync(real, 0o640)
    if (owner !== null) chownSync(real, owner, owner)
    const { injection, keys, vault } = world()
    // Written once per value, since all places of a value change together; planned for each.
    const seen = new Map<string, true | string>()
    for (const place of editable) {
      const current = valueAt(text, place)
      const id = `${JSON.stringify(takenAt(place))} ${current}`
      const key = keyFor(place, keys, current)
      const named = [{ file: link, line: place.line }]
      if (seen.has(id)) {
        const twin = await injection.plan([link], refOf(key.id), named)
        // A line can carry another value as well.
        const codes = [twin.ok || twin.failure.code, seen.get(id)]
        if (!codes.includes('file-ambiguous')) expect(codes[0]).toBe(codes[1])
        continue
      }
      const together = places.filter(
        (other) => other.kind === 'literal' && valueAt(text, other) === current && takes(other, key.kind),
      )
      const planned = await injection.plan([link], refOf(key.id), named)
      seen.set(id, planned.ok || planned.failure.code)
      if (together.some((other) => other.notEditable !== undefined)) {
        expect(failureOf(planned).code).toBe('file-not-editable')
        continue
      }
      if (!planned.ok && planned.failure.code === 'file-ambiguous') {
        expect(planned.failure.message).toMatch(/^Line \d+ of .* different values/)
        continue
      }
      const plan = must(planned)
      expect(plan.files).toHaveLength(1)
      must(await injection.apply(plan.planId))
      expect(readFileSync(real, 'utf8')).toBe(replaced(text, together, key.value))
      const stats = lstatSync(real)
      expect(stats.mode & 0o7777).toBe(0o640)
      if (owner !== null) expect([stats.uid, stats.gid]).toEqual([owner, owner])
      expect(lstatSync(link).isSymbolicLink()).toBe(true)
      expect(readdirSync(join(at, 'real'))).toEqual([name])
      const again = must(await injection.plan([link], refOf(key.id), named))
      expect(again.files).toMatchObject([{ unchanged: true, changes: [] }])
      must(await injection.restore([link], true))
      expect(readFileSync(real).equals(bytes)).toBe(true)
      expect(lstatSync(real).mode & 0o7777).toBe(0o640)
    }
    expect(vault.items.size).toBe(0)
  })
})

const takes = (place: Place, kind: { readonly provider: string; readonly type: string }): boolean => {
  const taken = takenAt(place)
  return taken.provider === kind.provider && taken.types.some((type) => type === kind.type)
}

function replaced(text: string, places: readonly Place[], value: string): string {
  let result = ''
  let from = 0
  for (const place of places) {
    result += text.slice(from, place.start) + writtenAs(value, place.quoting)
    from = place.end
  }
  return result + text.slice(from)
}
