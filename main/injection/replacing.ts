import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyRef, PlannedFile } from '../../shared/model.ts'
import type { WrittenFile } from '../../shared/rotation.ts'
import type { Place } from '../agents/agent.ts'
import { takenAt } from '../agents/catalog.ts'
import type { Fs } from '../agents/config-file/fs.ts'
import { valueAt } from '../agents/locators/written.ts'
import { Secret } from '../vault/secret.ts'
import { afterSentences } from './after-change.ts'
import { notEditable } from './choose.ts'
import { fitsAt, type KeyKind, wrongKey } from './fitting.ts'
import { dots, identifyAll } from './identifying.ts'
import type { InjectionPorts } from './injection-ports.ts'
import { carries, endsOf, type Holder, type Looked, type LookedConfig, lookAt } from './looking.ts'
import { type GoingKey, type PlannedWork, planPlaces } from './planning.ts'

/** Another key in the place of one, wherever that stands in some files. */
export interface ReplaceOrder {
  /** Where the value stands, or what refers to it: then the file in which it stands is written. */
  readonly files: readonly string[]
  /** Configs that may tell how one of the files is read, such as the one that names a key file. */
  readonly beside: readonly string[]
  readonly from: KeyRef
}

/** What replacing will do: `left` has the new key already. */
interface Replacement {
  readonly works: readonly PlannedWork[]
  readonly left: readonly WrittenFile[]
}

/** What rotations ask of injection beyond what people do. */
export interface KeyReplacing {
  /** Files as they are now. Writes nothing. */
  look(paths: readonly string[]): Promise<Looked>
  /**
   * The masked diff of a key named `name`: of `to`, or of one like the old one that does not exist yet. Writes nothing.
   * Fails like `replace`, and with `refused` where `to` does not fit.
   */
  previewReplace(
    order: ReplaceOrder,
    name: string,
    to?: KeyRef | null,
  ): Promise<Result<readonly PlannedFile[]>>
  /**
   * Puts `to` wherever `from` stands: all files in one transaction, or none. Places with anything else are left. Fails
   * with `file-changed` for a file in which neither stands, and like planning and writing.
   */
  replace(order: ReplaceOrder, to: KeyRef): Promise<Result<readonly WrittenFile[]>>
  /**
   * Puts `old` back where `order.from` was written: byte for byte where a file is still what Keyturn wrote, else by
   * replacing. Nothing is written before all of it is known to be possible.
   */
  putBack(order: ReplaceOrder, old: KeyRef): Promise<Result<readonly WrittenFile[]>>
}

// As long as a vendor's key, and of the same characters: what it fits, a key fits.
const standIn = (): Secret => Secret.of(`cxtp_${'x'.repeat(30)}`)

/** Plans a key that has no value yet, or one whose value is not needed yet. */
export async function planPreview(
  ports: InjectionPorts,
  fs: Fs,
  order: ReplaceOrder,
  name: string,
  to: KeyRef | null,
): Promise<Result<Replacement>> {
  const key = ports.keyNamed(to ?? order.from)
  if (key === null) return noKey()
  const going = { ref: to ?? order.from, key: { ...key, name, state: 'active' as const }, value: standIn() }
  return planWith(ports, fs, order, null, { ...going, label: `${name} ${dots}new` })
}

/** Plans the replacement of one key by another. */
export async function planReplacement(
  ports: InjectionPorts,
  fs: Fs,
  order: ReplaceOrder,
  to: KeyRef,
): Promise<Result<Replacement & { readonly going: GoingKey }>> {
  const key = ports.keyNamed(to)
  if (key === null) return noKey()
  const value = await ports.values(to, 'inject')
  if (!value.ok) return value
  const going = { ref: to, key, value: value.value }
  const planned = await planWith(ports, fs, order, to, going)
  return planned.ok ? ok({ ...planned.value, going }) : planned
}

const noKey = (): Result<never> =>
  fail('not-found', 'There is no such key.', 'Sync the account, then try again.')

async function planWith(
  ports: InjectionPorts,
  fs: Fs,
  order: ReplaceOrder,
  to: KeyRef | null,
  going: GoingKey,
): Promise<Result<Replacement>> {
  const looked = await lookAt(ports, fs, [...order.files, ...order.beside])
  const works = new Map<string, PlannedWork>()
  const left = new Map<string, WrittenFile>()
  for (const config of looked.configs.slice(0, new Set(order.files).size)) {
    const holders = holdersFor(looked, config)
    if (!holders.ok) return holders
    for (const holder of holders.value) {
      const { resolved, identity, path } = holder.file
      if (works.has(resolved) || left.has(resolved)) continue
      const chosen = await placesOf(ports, holder, order.from)
      if (!chosen.ok) return chosen
      if (chosen.value.length > 0) {
        const other = chosen.value.find((place) => !takesAlike(ports, order.from, going.key, place))
        if (other !== undefined) return wrongKey(`${path}, line ${other.line}`, takenAt(other), going.key)
        const work = await planHolder(ports, fs, going, holder, chosen.value)
        if (!work.ok) return work
        works.set(resolved, work.value)
        continue
      }
      const there = to === null ? ok([]) : await placesOf(ports, holder, to)
      if (!there.ok) return there
      const { sha256 } = identity
      if (there.value.length > 0)
        left.set(resolved, {
          file: path,
          places: there.value.length,
          sha256Before: sha256,
          sha256After: sha256,
        })
    }
    const settled = holders.value.some(({ file }) => works.has(file.resolved) || left.has(file.resolved))
    if (!settled) return neither(ports, config.path, holders.value)
  }
  return ok({ works: [...works.values()], left: [...left.values()] })
}

/** A key of the old one's kind goes wherever that stood; any other only where it fits. */
function takesAlike(ports: InjectionPorts, from: KeyRef, { provider, type }: KeyKind, place: Place): boolean {
  const old = ports.keyNamed(from)
  return (old?.provider === provider && old.type === type) || fitsAt({ provider, type }, place)
}

/** The files that a named one stands for: itself, and where its references lead. */
export function holdersFor(looked: Looked, config: LookedConfig): Result<readonly Holder[]> {
  const { surveyed } = config
  const paths = new Set<string>(config.resolved === null ? [] : [config.resolved])
  for (const way of surveyed.ok ? surveyed.value.followed.values() : [])
    for (const end of endsOf(way)) paths.add(end.file.resolved)
  const found: Holder[] = []
  for (const path of paths) {
    const holder = looked.holders.get(path)
    if (holder === undefined) continue
    if (!holder.ok) return holder
    found.push(holder.value)
  }
  if (surveyed.ok || found.length > 0) return ok(found)
  const { failure } = surveyed
  return failure.code === 'file-no-place'
    ? fail('file-changed', `${failure.message} Nothing was written.`, 'Look at the file, then try again.')
    : surveyed
}

async function placesOf(
  ports: InjectionPorts,
  { file, places }: Holder,
  ref: KeyRef,
): Promise<Result<readonly Place[]>> {
  const found: Place[] = []
  for (const place of places) {
    const here = await carries(ports, ref, file, place)
    if (!here.ok) return here
    if (here.value) found.push(place)
  }
  return ok(found)
}

function planHolder(
  ports: InjectionPorts,
  fs: Fs,
  going: GoingKey,
  { file, agent, places, reached }: Holder,
  chosen: readonly Place[],
): Promise<Result<PlannedWork>> {
  const blocked = chosen.find((place) => place.notEditable !== undefined)
  if (blocked !== undefined)
    return Promise.resolve(notEditable(`${file.path}, line ${blocked.line} (${blocked.output})`, blocked))
  const end = (place: Place) =>
    reached !== null && reached.place.start === place.start && reached.stands !== 'same-text' ? reached : null
  const after = new Set(chosen.map((place) => afterSentences(agent, place, end(place))))
  return planPlaces(ports, fs, going, {
    file,
    agent,
    places,
    chosen,
    chain: reached?.chain[0]?.file === file.path ? [] : (reached?.chain ?? []),
    warnings: [],
    after: [...after],
  })
}

/** The failure of a file that somebody changed meanwhile: what stands there now, in words. */
async function neither(
  ports: InjectionPorts,
  path: string,
  holders: readonly Holder[],
): Promise<Result<never>> {
  const said: string[] = []
  for (const { file, places } of holders) {
    const literals = places.filter((place) => place.kind === 'literal')
    const known = await identifyAll(
      ports,
      literals.map((place) => valueAt(file.text, place)),
    )
    for (const place of literals) {
      const one = known.get(valueAt(file.text, place))
      const where = `line ${place.line}${file.path === path ? '' : ` of ${file.path}`} (${place.output})`
      const what =
        one?.ref === null && one.label !== '(empty)' ? `a value that no key is known for` : one?.label
      said.push(`${where} holds ${what === '(empty)' ? 'nothing' : what}`)
    }
  }
  const now = said.length === 0 ? 'no key stands in it' : said.slice(0, 5).join(', ')
  return fail(
    'file-changed',
    `${path} carries neither the old key nor the new one any more: ${now}. Nothing was written.`,
    'See who changed it, put one of the two there again, then try again.',
  )
}
