import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Api, Events } from '../../shared/ipc.ts'
import type { ScanReport } from '../../shared/model.ts'
import { calmScan, fakeScan, longScan } from './scan-report.ts'
import type { Scene } from './snapshot.ts'

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

const kept = (scene: Scene): ScanReport | null => {
  if (scene === 'first-run' || scene === 'unscanned') return null
  if (scene === 'calm') return calmScan()
  if (scene === 'many') return longScan(4_000)
  return fakeScan(scene === 'offline' ? 12 : 0.05)
}

/** The calls of a scan. It takes a few moments, says how far it is, and stops when told to. */
export function scans(
  scene: Scene,
  latency: number,
  emit: <E extends keyof Events>(event: E, payload: Events[E]) => void,
): Pick<Api, 'scan.pickFolders' | 'scan.run' | 'scan.cancel' | 'scan.latest'> {
  let latest = kept(scene)
  let stopped = false
  return {
    'scan.pickFolders': async () => ok(['/etc', '/srv/edge']),
    'scan.run': async ({ folders }): Promise<Result<ScanReport>> => {
      stopped = false
      await wait(latency)
      if (scene === 'locked')
        return fail(
          'keychain-locked',
          'The keychain is locked, and a scan needs the fingerprint key in it. Nothing was read.',
          'Unlock the login keyring, then scan again.',
        )
      const whole = scene === 'calm' ? calmScan() : fakeScan(0)
      const now = new Date().toISOString()
      for (let step = 1; step <= 100; step++) {
        const part = { files: step * 104, bytes: step * 1_048_576, found: Math.round((step * 12) / 100) }
        if (stopped) {
          latest = { ...whole, ...part, folders, cancelled: true, finishedAt: now }
          latest = { ...latest, findings: whole.findings.slice(0, part.found) }
          return ok(latest)
        }
        emit('scan', part)
        await wait(latency)
      }
      latest = { ...whole, folders, finishedAt: now }
      return ok(latest)
    },
    'scan.cancel': async () => {
      stopped = true
      return ok(undefined)
    },
    'scan.latest': async () => ok(latest),
  }
}
