import { basename } from 'node:path'
import { ok, type Result } from '../../shared/errors.ts'
import type { Agent, Place } from '../agents/agent.ts'
import { locateAll } from '../agents/locating.ts'
import { secretPlaces } from '../agents/locators/manifest.ts'
import { asOrigin } from './key-file.ts'

/** Finds the places of a text that only the way to it tells: the variable with that name, the Secret's data key. */
export type Extra = (text: string, fileName: string) => Result<readonly Place[]>

/** Places that set a variable, as the key's own places: `origin` decides which keys go there. */
export const variableExtra =
  (agent: Agent, name: string, origin: Place): Extra =>
  (text, fileName) =>
    owned(agent.variables?.(text, name, fileName) ?? ok([]), origin)

/** Places of a Kubernetes Secret's data key. */
export const manifestExtra =
  (secret: string, key: string, origin: Place): Extra =>
  (text) =>
    owned(secretPlaces(text, secret, key), origin)

const owned = (found: Result<readonly Place[]>, origin: Place): Result<readonly Place[]> =>
  found.ok ? ok(found.value.map((place) => ownedBy(place, origin))) : found

function ownedBy(place: Place, origin: Place): Place {
  if (place.kind !== 'literal') return place
  const { onlyWhenNamed: _doubt, provider: _provider, takes: _takes, ...where } = place
  return { ...where, ...asOrigin(origin), output: place.output, host: origin.host ?? place.host }
}

/** The agent, seeing further places of its files. Where it sees one itself, the further one's facts count. */
export function withExtras(agent: Agent, extras: readonly Extra[]): Agent {
  if (extras.length === 0) return agent
  const { embedded: _embedded, ...rest } = agent
  return {
    ...rest,
    locate: (text, hosts, fileName) => {
      const own = locateAll(agent, text, hosts, fileName)
      if (!own.ok) return own
      const all = new Map(own.value.map((place) => [place.start, place]))
      for (const extra of extras) {
        const found = extra(text, fileName)
        if (!found.ok) return found
        for (const place of found.value) all.set(place.start, place)
      }
      return ok([...all.values()].sort((a, b) => a.start - b.start))
    },
  }
}

/**
 * Which of the places that set a variable compete, and in which order: the last of each list wins. systemd reads
 * EnvironmentFile after every Environment, Terraform `terraform.tfvars` after the defaults and `.auto.tfvars` after
 * that. What is neither a unit's, a module's nor a `.env` file's competes only within one service or container.
 */
export function sortedForUnit<T extends Setting>(steps: readonly T[]): readonly (readonly T[])[] {
  const lists = new Map<string, T[]>()
  for (const step of steps) {
    const alone = !['systemd', 'dotenv', 'terraform'].includes(step.agent.id)
    const list = alone ? step.place.output : ''
    lists.set(list, [...(lists.get(list) ?? []), step])
  }
  return [...lists.values()].map((list) => list.sort((a, b) => late(a) - late(b)))
}

interface Setting {
  readonly file: { readonly resolved: string }
  readonly agent: Agent
  readonly place: Place
}

function late({ file, agent, place }: Setting): number {
  if (agent.id === 'systemd') return place.kind === 'file' ? 1 : 0
  if (agent.id !== 'terraform' || file.resolved.endsWith('.tf')) return 0
  return basename(file.resolved) === 'terraform.tfvars' ? 1 : 2
}
