import type { ChainLink } from '../../shared/model.ts'
import type { Agent, FarEnd, Place } from '../agents/agent.ts'
import { agentNamed } from '../agents/catalog.ts'
import type { ConfigFile } from '../agents/config-file/read.ts'
import { endLink, farOf, linkOf, quotedForShell, spoken } from './chain-words.ts'
import { type Extra, manifestExtra, sortedForUnit, variableExtra } from './far-places.ts'
import { type FarPlace, type Followed, nowhere, together } from './followed.ts'
import { type FarFile, keyFileOf } from './key-file.ts'
import { type NearbyFile, NearbyFiles, type Surroundings, unitOf } from './nearby-files.ts'

/** Longer ways are nobody's: a circle, or a mistake. */
const longestWay = 8

interface Step {
  readonly file: ConfigFile
  readonly agent: Agent
  readonly place: Place
  readonly extra: Extra | null
  readonly stands: FarPlace['stands']
}

interface Way {
  readonly origin: Place
  readonly chain: readonly ChainLink[]
  readonly via: readonly Agent[]
  readonly seen: readonly string[]
}

/** Follows references from a config to where the value stands: in files beside it, in the agents' environment. */
export class Follower {
  readonly #nearby: NearbyFiles
  readonly #named: readonly string[]

  /** `named`: files that the user named with the config; one that sets a variable is preferred to all others. */
  constructor(surroundings: Surroundings, named: readonly string[] = []) {
    this.#nearby = new NearbyFiles(surroundings)
    this.#named = named
  }

  /** Follows one indirect place. `places`: all of its text. Never fails, never throws: what it found is the answer. */
  follow(file: ConfigFile, agent: Agent, places: readonly Place[], place: Place): Promise<Followed> {
    const start = { origin: place, chain: [], via: [agent], seen: [] }
    const far = farOf(place)
    const own =
      far.kind === 'variable' && place.notEditable === undefined
        ? sameText(places, place, far.name)
        : undefined
    if (own === undefined) return this.#from({ file, agent, place, extra: null, stands: 'same-text' }, start)
    const chain = [linkOf(file.path, place), endLink(file.path, own)]
    const end = { file, agent, extra: null, place: own, chain, via: [agent], stands: 'same-text' as const }
    return Promise.resolve({ kind: 'found', end })
  }

  async #from(step: Step, way: Way): Promise<Followed> {
    const id = `${step.file.resolved}:${step.place.start}`
    const chain = [...way.chain, linkOf(step.file.path, step.place)]
    if (way.seen.includes(id) || chain.length > longestWay)
      return nowhere(chain, 'its references lead in a circle', 'Correct the references, then try again.')
    // Such as a pattern that may name several files: what it leads to is not known.
    if (step.place.notEditable !== undefined) return nowhere(chain, step.place.notEditable, '')
    const on = { ...way, chain, seen: [...way.seen, id] }
    const far = farOf(step.place)
    switch (far.kind) {
      case 'outside':
        return { kind: 'outside', outside: { what: far.what, command: far.command }, chain }
      case 'variable':
        return this.#variable(step, far.name, on)
      case 'kubernetes-secret':
        return this.#secret(step, far, on)
      case 'file':
        return far.form === 'env'
          ? this.#environmentFile(step, far.path, far.name, on)
          : this.#keyFile(step, far, on)
    }
  }

  #arrive(step: Step, way: Way): Promise<Followed> {
    const via = [...way.via, step.agent]
    if (step.place.kind !== 'literal') return this.#from(step, { ...way, via })
    const chain = [...way.chain, endLink(step.file.path, step.place)]
    return Promise.resolve({ kind: 'found', end: { ...step, chain, via } })
  }

  async #variable(step: Step, name: string, way: Way): Promise<Followed> {
    const found = await this.#settingFiles(step, name, way)
    const unread = [...this.#nearby.unread.values()].join(' ')
    return (
      together(found, way.chain) ??
      nowhere(
        way.chain,
        `nothing beside it sets ${spoken(name)}`,
        `Inject into the file that sets ${spoken(name)}, such as ${usualSetter(step.agent)}. ${unread}`.trim(),
        true,
      )
    )
  }

  /**
   * The named files that set a variable, else those that usually do. Several named ones may be named for other
   * reasons: then the one that usually sets it counts, if it is named too.
   */
  async #settingFiles(step: Step, name: string, way: Way): Promise<readonly Followed[]> {
    // Compose puts only what `.env` files set into its own file.
    const named = (await this.#namedFiles(step)).filter(
      ({ agent }) => step.agent.id !== 'compose' || agent.id === 'dotenv',
    )
    const asked = await this.#setBy(named, name, way)
    if (asked.length === 1) return asked
    const usual = await this.#setBy(await this.#sources(step, way), name, way)
    const only = together(usual, way.chain)
    const isNamed =
      only?.kind === 'found' && named.some(({ file }) => file.resolved === only.end.file.resolved)
    return asked.length === 0 || isNamed ? usual : asked
  }

  /** Files in which a variable can be set, by who refers to it. */
  async #sources(step: Step, way: Way): Promise<readonly NearbyFile[]> {
    const { id, group } = step.agent
    const itself = { file: step.file, agent: step.agent }
    const own = step.agent.variables === undefined ? [] : [itself]
    if (id === 'compose') return this.#nearby.projectEnvironment(step.file)
    if (id === 'dotenv') return [itself]
    if (id === 'terraform') return [...own, ...(await this.#nearby.moduleVariables(step.file))]
    if (group === 'carrier' && !['systemd', 'launchd'].includes(id))
      return [...own, ...(await this.#nearby.manifests(step.file))]
    const inside = agentNamed(way.origin.agent)
    const agents = inside === null ? way.via : [...way.via, inside]
    return [...own, ...(await this.#nearby.besides(step.file)), ...(await this.#nearby.environmentOf(agents))]
  }

  async #namedFiles(step: Step): Promise<readonly NearbyFile[]> {
    const found = await Promise.all(this.#named.map((path) => this.#nearby.named(path)))
    return found.filter((near) => near !== null).filter((near) => near.file.resolved !== step.file.resolved)
  }

  /** What the files that set a variable lead to, each reader's environment for itself. */
  async #setBy(files: readonly NearbyFile[], name: string, way: Way): Promise<readonly Followed[]> {
    const units = new Map<string, NearbyFile[]>()
    for (const near of files) {
      const unit = unitOf(near)
      const others = units.get(unit) ?? []
      if (!others.some((other) => other.file.resolved === near.file.resolved))
        units.set(unit, [...others, near])
    }
    const found: Followed[] = []
    for (const unit of units.values()) {
      const steps = unit.flatMap((near) => this.#stepsIn(near, variableExtra(near.agent, name, way.origin)))
      for (const rivals of sortedForUnit(steps)) {
        const end = await this.#winner(rivals, way)
        if (end !== null) found.push(end)
      }
    }
    return found
  }

  /** The last of several that sets anything. */
  async #winner(steps: readonly Step[], way: Way): Promise<Followed | null> {
    for (const step of [...steps].reverse()) {
      const end = await this.#arrive(step, way)
      if (end.kind !== 'nowhere' || !end.unset) return end
    }
    return null
  }

  #stepsIn({ file, agent }: NearbyFile, extra: Extra, stands: Step['stands'] = 'variable'): readonly Step[] {
    const places = extra(file.text, file.path)
    return places.ok ? places.value.map((place) => ({ file, agent, place, extra, stands })) : []
  }

  async #environmentFile(step: Step, written: string, name: string, way: Way): Promise<Followed> {
    const path = this.#nearby.path(written, step.file)
    const near = await this.#nearby.named(path)
    const reader = agentNamed('dotenv')
    if (near === null || reader === null) return this.#missing(path, way)
    const agent = near.agent.variables === undefined ? reader : near.agent
    const steps = this.#stepsIn({ ...near, agent }, variableExtra(agent, name, way.origin))
    return (
      (await this.#winner(steps, way)) ??
      nowhere(way.chain, `${path} does not set ${spoken(name)}`, 'Set it there.', true)
    )
  }

  async #keyFile(step: Step, far: FarFile, way: Way): Promise<Followed> {
    const path = this.#nearby.path(far.path, step.file)
    const near = await this.#nearby.named(path)
    if (near === null) return this.#missing(path, way)
    const inside = agentNamed(way.origin.agent) ?? step.agent
    const agent = keyFileOf(inside, way.origin, far)
    const places = agent.locate(near.file.text, [], path)
    const place = places.ok ? places.value[0] : undefined
    if (places.ok && place !== undefined)
      return this.#arrive({ file: near.file, agent, place, extra: null, stands: 'key-file' }, way)
    const failure = places.ok ? { message: 'It holds no key.', hint: '' } : places.failure
    return nowhere(way.chain, `${path} was not understood: ${failure.message}`, failure.hint)
  }

  async #secret(
    step: Step,
    far: FarEnd & { readonly kind: 'kubernetes-secret' },
    way: Way,
  ): Promise<Followed> {
    const extra = manifestExtra(far.secret, far.key, way.origin)
    const holding = (files: readonly NearbyFile[]) =>
      files
        .filter((near) => near.file.text.includes(far.secret))
        .flatMap((near) => this.#stepsIn({ ...near, agent: manifestAgent(near) }, extra, 'secret').slice(-1))
    const named = holding(await this.#namedFiles(step))
    const steps = named.length > 0 ? named : holding(await this.#nearby.manifests(step.file))
    const ends = await Promise.all(steps.map((each) => this.#arrive(each, way)))
    const [name, key] = [quotedForShell(far.secret), quotedForShell(far.key)]
    const command = `keyturn key value KEY_ID | tr -d '\\n' | kubectl create secret generic ${name} --from-file=${key}=/dev/stdin --dry-run=client -o yaml | kubectl apply -f -`
    const outside = { what: `${far.key} of the Kubernetes Secret ${far.secret}`, command }
    return together(ends, way.chain) ?? { kind: 'outside', outside, chain: way.chain }
  }

  #missing(path: string, way: Way): Followed {
    const why = this.#nearby.unread.get(path)
    return why === undefined
      ? nowhere(
          way.chain,
          `the file ${path} does not exist`,
          'Create that file with the key in it, or correct its name.',
          true,
        )
      : nowhere(way.chain, `that file cannot be read. ${why}`.replace(/\.$/, ''), '')
  }
}

const usualSetter = ({ id }: Agent): string =>
  id === 'terraform' ? 'terraform.tfvars' : 'a .env file or a systemd drop-in'

/** A place of the same text that sets the variable: agents report it as a literal with the variable in its name. */
function sameText(places: readonly Place[], place: Place, name: string): Place | undefined {
  const words = (output: string): readonly string[] => output.split(/[^\w.-]+/)
  return places.findLast(
    (each) => each !== place && each.kind === 'literal' && words(each.output).includes(name),
  )
}

const manifestAgent = (near: NearbyFile): Agent =>
  near.agent.id === 'dotenv' ? (agentNamed('kubernetes-secret') ?? near.agent) : near.agent
