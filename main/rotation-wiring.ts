import { setTimeout as sleep } from 'node:timers/promises'
import type { Audit } from './audit.ts'
import { RotationsTable } from './database/rotations-table.ts'
import { ScansTable } from './database/scans-table.ts'
import type { Database } from './database/sqlite.ts'
import { type InjectionParts, injectionPorts } from './injection-wiring.ts'
import type { Providers } from './providers/providers.ts'
import { detailOf } from './rotation/detail.ts'
import type { RotationFilesParts } from './rotation/files/rotation-files.ts'
import type { RehearsalParts } from './rotation/rehearsal/rehearse.ts'
import type { RotationPorts } from './rotation/rotation-ports.ts'
import { KeyRotations } from './rotation/rotations.ts'
import type { Inbox } from './rotation/services.ts'
import type { RotationVendorParts } from './rotation/vendor/rotation-vendor.ts'

export interface RotationWiringParts extends InjectionParts {
  /** The data folder: a rehearsal has its copies there. */
  readonly home: string
  readonly db: Database
  readonly audit: Audit
  readonly inbox: Inbox
  readonly injection: RotationFilesParts['injection']
  readonly targets: RotationFilesParts['targets']
  /** A rehearsal makes its keys by the same vendor's code, at the sandbox. */
  readonly vendors: Providers
  /** What making, cutting and deleting keys needs. */
  readonly vendor: RotationVendorParts
}

/** Rotations, whose three sides are loaded with the first plan or run: the list and the record need none of them. */
export function lazyRotations(parts: RotationWiringParts): KeyRotations {
  const { accounts, audit, changes, clock, db, inbox, keys } = parts
  let loaded: Promise<RotationPorts> | undefined
  const rotations = new KeyRotations({
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
    rehearse: async (request, onStep, signal) => {
      const rehearsal = await rehearsalParts(parts, (asked) => rotations.plan(asked))
      return rehearsal.rehearse(request, onStep, signal)
    },
  })
  return rotations
}

async function rehearsalParts(parts: RotationWiringParts, plan: KeyRotations['plan']) {
  const { accounts, clock, db, fingerprints, home, keysTable, vendors, targets, vault } = parts
  const [
    { rehearse },
    { machineFor },
    { KeyInjection },
    { installedPrograms },
    { rotationFiles },
    { rotationAgents },
  ] = await Promise.all([
    import('./rotation/rehearsal/rehearse.ts'),
    import('./rotation/machine.ts'),
    import('./injection/injection.ts'),
    import('./injection/programs.ts'),
    import('./rotation/files/rotation-files.ts'),
    import('./rotation/agents/rotation-agents.ts'),
  ])
  const ports = injectionPorts(parts)
  const rehearsal: RehearsalParts = {
    ...{ home, clock, vault, fingerprints, vendors, ports, plan },
    programs: installedPrograms(),
    account: (accountId) => accounts.list().find(({ id }) => id === accountId) ?? null,
    table: keysTable,
    agents: rotationAgents({ hosts: () => ports.hosts() }),
    files: (world) =>
      rotationFiles({
        injection: new KeyInjection(world.ports),
        ports: world.ports,
        uses: world.uses,
        targets,
        scans: new ScansTable(db),
        fingerprintOf: (ref) => keysTable.stored(ref)?.fingerprint ?? null,
        fingerprintKey: () => fingerprints.keyForSearch(),
      }),
    detail: detailOf,
    machine: ({ world, ...rest }, record) => machineFor({ ...world, ...rest }, record),
  }
  return {
    rehearse: (...[request, onStep, signal]: Parameters<KeyRotations['rehearse']>) =>
      rehearse(rehearsal, request, onStep, signal),
  }
}

async function rotationPorts(parts: RotationWiringParts): Promise<RotationPorts> {
  const { db, fingerprints, injection, keysTable, targets, uses, vendor } = parts
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
      fingerprintKey: () => fingerprints.keyForSearch(),
    }),
    agents: rotationAgents({ hosts: () => ports.hosts() }),
  }
}
