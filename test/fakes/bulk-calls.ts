import { fail, ok } from '../../shared/errors.ts'
import type { Api } from '../../shared/ipc.ts'
import type { Key, KeyRef } from '../../shared/model.ts'
import type { KeyBulkPlan, KeyBulkResult } from '../../shared/providers.ts'
import type { Script } from './flows.ts'
import { uuid } from './keys.ts'

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
const words = { enable: 'Enabled', disable: 'Disabled', delete: 'Deleted at the vendor' }

/** Several keys at once, in the stand-in for main: one key is never taken, and with `bulk-failed` one fails. */
export function bulkCalls(
  base: Api,
  find: (ref: KeyRef) => Key | undefined,
  script: Script,
  emit: (result: KeyBulkResult) => void,
): Pick<Api, 'keys.bulkPlan' | 'keys.bulkRun' | 'keys.bulkCancel'> {
  let plan: KeyBulkPlan | null = null
  let cancelled = false
  return {
    'keys.bulkPlan': async ({ refs, action }) => {
      await wait(120)
      plan = {
        planId: uuid(700),
        action,
        items: refs.flatMap((ref) => {
          const key = find(ref)
          if (!key) return []
          const refusal =
            action === 'delete' && key.isDefault
              ? 'This is the default key: the vendor never lets it be deleted.'
              : action === 'disable' && key.state !== 'active'
                ? 'It is not active.'
                : null
          const files = key.usedIn.length
          const warnings =
            files > 0 && action !== 'enable'
              ? [`${files} known ${files === 1 ? 'file carries' : 'files carry'} it: ${key.usedIn[0]?.file}.`]
              : []
          return [{ ref, key, refusal, warnings: refusal ? [] : warnings }]
        }),
      }
      return ok(plan)
    },
    'keys.bulkRun': async ({ planId, typedCount }) => {
      const found = plan
      if (found?.planId !== planId) return fail('not-found', 'This plan is gone.', 'Look again.')
      const taking = found.items.filter((item) => item.refusal === null)
      if (found.action === 'delete' && typedCount !== taking.length)
        return fail('refused', 'The typed number is not how many would be deleted. Nothing was deleted.')
      cancelled = false
      const results: KeyBulkResult[] = []
      const end = (result: KeyBulkResult) => {
        results.push(result)
        emit(result)
      }
      for (const [index, { ref, key, refusal }] of found.items.entries()) {
        if (refusal !== null || cancelled) {
          const text = refusal ?? 'Not touched: it was cancelled before.'
          end({ ref, name: key.name, outcome: 'left-out', text, failure: null })
          continue
        }
        await wait(script.has('bulk-slow') ? 20_000 : 150)
        if (script.has('bulk-failed') && index === 1) {
          const answer = fail(
            'vendor-rate-limited',
            'The vendor answered 429: too many requests.',
            'Wait a minute.',
          )
          const failure = answer.ok ? null : answer.failure
          end({
            ref,
            name: key.name,
            outcome: 'failed',
            text: 'The vendor answered 429. It is as it was.',
            failure,
          })
          continue
        }
        if (found.action === 'delete') await base['keys.remove']({ ref, typedName: key.name })
        else await base['keys.setActive']({ ref, active: found.action === 'enable' })
        end({ ref, name: key.name, outcome: 'done', text: `${words[found.action]}.`, failure: null })
      }
      return ok({ action: found.action, cancelled, results })
    },
    'keys.bulkCancel': async () => {
      cancelled = true
      return ok(undefined)
    },
  }
}
