import { fail, ok } from '../../../shared/errors.ts'
import type { Desktop } from '../desktop.ts'
import type { Handlers } from '../ipc.ts'

export type ProviderCall =
  | 'keys.describe'
  | 'keys.setLocked'
  | 'keys.setRights'
  | 'keys.policy'
  | 'keys.setPolicy'
  | 'keys.vendorHistory'
  | 'keys.verify'
  | 'keys.record'
  | 'keys.bulkPlan'
  | 'keys.bulkRun'
  | 'keys.bulkCancel'
  | 'setups.serviceIds'
  | 'setups.start'
  | 'setups.resume'
  | 'setups.cleanUp'
  | 'setups.dismiss'

/** What only some vendors have: policies, locks, histories, service IDs; and the same change to several keys. */
export const providerHandlers = (desktop: Desktop): Pick<Handlers, ProviderCall> => {
  const { bulk, care, setups } = desktop.core
  let running: AbortController | null = null
  /** By the plan's id, how many keys it deletes: that number has to be typed. */
  const deleting = new Map<string, number>()
  const changed = () => desktop.window.send('changed', { topics: ['setups'] })
  return {
    'keys.describe': ({ ref, description }) => care.describe(ref, description),
    'keys.setLocked': ({ ref, locked }) => care.setLocked(ref, locked),
    'keys.setRights': ({ ref, change }) => care.setRights(ref, change),
    'keys.policy': ({ ref }) => care.policy(ref),
    'keys.setPolicy': ({ ref, policy }) => care.setPolicy(ref, policy),
    'keys.vendorHistory': ({ ref }) => care.vendorHistory(ref),
    'keys.verify': ({ ref, wish }) => care.verify(ref, wish),
    'keys.record': (request) => care.record(request),

    'keys.bulkPlan': async ({ refs, action }) => {
      const plan = await bulk.plan(refs, action)
      if (plan.ok && action === 'delete') {
        const { planId, items } = plan.value
        deleting.set(planId, items.filter((item) => item.refusal === null).length)
      }
      return plan
    },

    'keys.bulkRun': async ({ planId, typedCount }) => {
      const count = deleting.get(planId)
      if (count !== undefined && typedCount !== count) {
        return fail(
          'refused',
          'The typed number is not that of the keys. Nothing was deleted.',
          `Type ${count}.`,
        )
      }
      if (running)
        return fail('refused', 'Several keys are being changed already.', 'Wait until that has ended.')
      deleting.delete(planId)
      running = new AbortController()
      try {
        return await bulk.run(planId, (result) => desktop.window.send('bulk', result), running.signal)
      } finally {
        running = null
      }
    },

    'keys.bulkCancel': () => {
      running?.abort()
      return ok(undefined)
    },

    'setups.serviceIds': ({ accountId }) => setups.serviceIds(accountId),
    'setups.start': (request) => setups.start(request, changed),
    'setups.resume': ({ id }) => setups.resume(id, changed),
    'setups.cleanUp': ({ id }) => setups.cleanUp(id),
    'setups.dismiss': ({ id }) => setups.dismiss(id),
  }
}
