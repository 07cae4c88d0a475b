import type { ProviderId } from '../shared/model.ts'
import { ScansTable } from './database/scans-table.ts'
import type { Database } from './database/sqlite.ts'
import { type InjectionParts, injectionPorts } from './injection-wiring.ts'
import type { VendorWords } from './scan/judge.ts'
import type { StartScan } from './scan/scan-job.ts'
import type { KeyScans } from './scan/scans.ts'
import type { Scans } from './services.ts'

interface Parts extends InjectionParts {
  readonly db: Database
  readonly startScan: StartScan
}

/** Scans, loaded with their first use: most commands want none. */
export function lazyScans(parts: Parts): Scans {
  let loaded: Promise<KeyScans> | undefined
  const scans = (): Promise<KeyScans> => {
    loaded ??= import('./scan/scans.ts').then(({ KeyScans }) => new KeyScans(scanPorts(parts)))
    return loaded
  }
  return {
    run: async (request, onProgress, signal) => (await scans()).run(request, onProgress, signal),
    latest: async () => (await scans()).latest(),
  }
}

function scanPorts(parts: Parts) {
  const { keyNamed, hosts } = injectionPorts(parts)
  const vendor = (id: ProviderId) => parts.providers.find((one) => one.id === id)
  const vendors: VendorWords = {
    advice: ({ facts, rum }, agent) =>
      vendor(facts.provider)?.adviceOnUse({ type: facts.type, rum }, agent) ?? null,
    retires: (id, host, takes) => vendor(id)?.retires?.(host, takes) ?? false,
  }
  return {
    table: new ScansTable(parts.db),
    uses: parts.uses,
    start: parts.startScan,
    fingerprintKey: () => parts.fingerprints.keyForSearch(),
    keyNamed,
    vendors,
    isRum: (ref: Parameters<typeof keyNamed>[0]) => parts.keys.read(ref)?.rum === true,
    hosts,
    clock: parts.clock,
    changed: () => parts.changes.notify('keys'),
  }
}
