import type { Place } from '../agents/agent.ts'
import { agentNamed } from '../agents/catalog.ts'
import type { ConfigFile } from '../agents/config-file/read.ts'
import { endpointOf, ownerOf } from '../agents/locators/hosts.ts'
import type { InjectionPorts, KeyFacts } from './injection-ports.ts'

/** What the vendors advise against, of a key that is about to be put into these places. */
export const adviceFor = (key: KeyFacts, chosen: readonly Place[]): readonly string[] => [
  ...new Set(chosen.flatMap(({ agent }) => key.advice?.(agent) ?? [])),
]

/** Things that the user should know and that forbid nothing. */
export function warningsFor(
  ports: InjectionPorts,
  file: ConfigFile,
  key: KeyFacts,
  chosen: readonly Place[],
): readonly string[] {
  const warnings: string[] = []
  if (key.state !== 'active')
    warnings.push(
      key.state === 'disabled'
        ? `The key ${key.name} is disabled: the vendor refuses it until it is enabled.`
        : `The key ${key.name} is ${key.state === 'gone' ? 'gone at the vendor' : 'an orphan'}: the vendor may refuse it.`,
    )
  for (const place of chosen) {
    const owner = place.host === null ? null : ownerOf(endpointOf(place.host), ports.hosts())
    if (owner !== null && !key.hosts.some(({ domain }) => domain === owner.domain))
      warnings.push(
        `Line ${place.line} (${place.output}) sends to ${place.host}, which is another region or account than ${key.account}.`,
      )
    // What reads from the vendor asks its API, which stays where it is.
    const sends = agentNamed(place.agent)?.group !== 'reader'
    if (sends && place.host !== null && /^(api|private-link)\./.test(place.host))
      warnings.push(
        `${place.host} is an old address that the vendor is shutting down: it needs a new endpoint, not only a new key.`,
      )
  }
  if ((file.mode & 0o004) !== 0) warnings.push('Every user of this machine can read the file.')
  else if ((file.mode & 0o040) !== 0) warnings.push('The group of the file can read it.')
  return [...new Set(warnings)]
}
