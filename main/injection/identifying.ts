import type { KeyRef } from '../../shared/model.ts'
import { Secret } from '../vault/secret.ts'
import type { InjectionPorts } from './injection-ports.ts'

export const dots = '•••'

export interface Identified {
  readonly ref: KeyRef | null
  /** How the value is shown: the key's name and a tag. */
  readonly label: string
}

/** Asks for each distinct value once: which known key it is, and how it is shown. */
export async function identifyAll(
  ports: InjectionPorts,
  values: readonly string[],
): Promise<ReadonlyMap<string, Identified>> {
  const known = new Map<string, Identified>()
  for (const value of new Set(values)) {
    if (value === '') {
      known.set(value, { ref: null, label: '(empty)' })
      continue
    }
    const secret = Secret.of(value)
    const match = await ports.identify(secret)
    known.set(value, {
      ref: match?.ref ?? null,
      label: `${match?.name ?? 'unknown'} ${dots}${await ports.tag(secret)}`,
    })
    secret.dispose()
  }
  return known
}
