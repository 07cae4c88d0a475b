import type { Targets } from '../../main/rotation/services.ts'
import { fail, ok } from '../../shared/errors.ts'
import type { AgentTarget } from '../../shared/rotation.ts'

/** Agent targets in memory. They are taken as they are named: no file is read. */
export function fakeTargets(): Targets {
  const targets: AgentTarget[] = []
  const without = (file: string, host: string | null) => {
    const at = targets.findIndex((target) => target.file === file && target.host === host)
    if (at !== -1) targets.splice(at, 1)
    return at !== -1
  }
  return {
    list: () => [...targets],
    add: async (target) => {
      const added = { ...target, agent: null, addedAt: '2030-01-01T00:00:00.000Z' }
      without(target.file, target.host)
      targets.push(added)
      return ok(added)
    },
    remove: (file, host) =>
      without(file, host) ? ok(undefined) : fail('not-found', `${file} is not an agent target.`),
  }
}
