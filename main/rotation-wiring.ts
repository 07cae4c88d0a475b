import { setTimeout as sleep } from 'node:timers/promises'
import { fail } from '../shared/errors.ts'
import type { Audit } from './audit.ts'
import { RotationsTable } from './database/rotations-table.ts'
import { ScansTable } from './database/scans-table.ts'
import type { Database } from './database/sqlite.ts'
import { type InjectionParts, injectionPorts } from './injection-wiring.ts'
import type { RotationFilesParts } from './rotation/files/rotation-files.ts'
import type { RotationPorts } from './rotation/rotation-ports.ts'
import { KeyRotations } from './rotation/rotations.ts'
import type { RotationVendorParts } from './rotation/vendor/rotation-vendor.ts'
import type { Inbox } from './services.ts'

export interface RotationWiringParts extends InjectionParts {
  readonly db: Database
  readonly audit: Audit
  readonly inbox: Inbox
  readonly injection: RotationFilesParts['injection']
  readonly targets: RotationFilesParts['targets']
  /** What making, cutting and deleting keys needs. */
  readonly vendor: RotationVendorParts
}

/** Rotations, whose three sides are loaded with the first plan or run: the list and the record need none of them. */
export function lazyRotations(parts: RotationWiringParts): KeyRotations {
  const { accounts, audit, changes, clock, db, inbox, keys } = parts
  let loaded: Promise<RotationPorts> | undefined
  return new KeyRotations({
    ...{ audit, changes, clock, inbox },
    table: new RotationsTable(db, audit),
    readKey: (ref) => keys.read(ref),
    accounts: () => accounts.list(),
    ports: () => {
      loaded ??= rotationPorts(parts)
      return loaded
    },
    // What ends early with the signal is no failure: who paused looks at what was asked of it.
    pause: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
    rehearse: async () => fail('unsupported', 'Rehearsals come in a later version.', 'Nothing was done.'),
  })
}

async function rotationPorts(parts: RotationWiringParts): Promise<RotationPorts> {
  const { db, injection, keysTable, targets, uses, vendor } = parts
  const [{ rotationVendor }, { rotationFiles }, { rotationAgents }] = await Promise.all([
    import('./rotation/vendor/rotation-vendor.ts'),
    import('./rotation/files/rotation-files.ts'),
    import('./rotation/agents/rotation-agents.ts'),
  ])
  const ports = injectionPorts(parts)
  return {
    vendor: rotationVendor(vendor),
    files: rotationFiles({
      ...{ injection, ports, uses, targets },
      scans: new ScansTable(db),
      fingerprintOf: (ref) => keysTable.stored(ref)?.fingerprint ?? null,
    }),
    agents: rotationAgents({ hosts: () => ports.hosts() }),
  }
}
