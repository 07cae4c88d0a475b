import { randomUUID } from 'node:crypto'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Key, KeyRef } from '../../shared/model.ts'
import type { KeyBulkAction, KeyBulkPlan, KeyBulkReport, KeyBulkResult } from '../../shared/providers.ts'
import type { KeyBulk } from '../services.ts'
import { type BulkPlanParts, planItem, proofOf, refusalNow } from './bulk-plan.ts'
import { type BulkRunParts, cancelledText, runAccount, type Work } from './bulk-run.ts'

/** So many plans are kept; an older one has to be made again. */
const keptPlans = 20

interface Kept {
  readonly plan: KeyBulkPlan
  /** By the key's place in the plan, what it was planned on. */
  readonly proofs: readonly string[]
}

/** The same change to several keys, of whatever accounts and vendors: planned, then made key by key as far as it goes. */
export function keyBulk(parts: BulkPlanParts & BulkRunParts): KeyBulk {
  const plans = new Map<string, Kept>()

  const read = (refs: readonly KeyRef[]): Result<readonly Key[]> => {
    const keys: Key[] = []
    for (const ref of unique(refs)) {
      const key = parts.keys.read(ref)
      if (!key) return fail('not-found', 'One of these keys is not there any more.', 'List the keys again.')
      keys.push(key)
    }
    return ok(keys)
  }

  return {
    async plan(refs: readonly KeyRef[], action: KeyBulkAction): Promise<Result<KeyBulkPlan>> {
      const keys = read(refs)
      if (!keys.ok) return keys
      const protect = parts.protections()
      try {
        const items: KeyBulkPlan['items'][number][] = []
        for (const key of keys.value) items.push(await planItem(parts, protect.of, key, action))
        const plan = { planId: randomUUID(), action, items }
        plans.set(plan.planId, { plan, proofs: keys.value.map(proofOf) })
        const [oldest] = plans.keys()
        if (plans.size > keptPlans && oldest !== undefined) plans.delete(oldest)
        return ok(plan)
      } finally {
        protect.end()
      }
    },

    async run(planId, onResult = () => {}, signal): Promise<Result<KeyBulkReport>> {
      const kept = plans.get(planId)
      // Used once: a second run would repeat what was asked for with the first.
      plans.delete(planId)
      if (!kept) return fail('not-found', 'This plan is over. Nothing was changed.', 'Choose the keys again.')
      const { action, items } = kept.plan
      const changed = items.find(({ ref }, at) => proofNow(parts, ref) !== kept.proofs[at])
      if (changed) {
        const message = `${changed.key.name} is not as it was when this was planned. Nothing was changed.`
        return fail('refused', message, 'Look at the plan again, then confirm it.')
      }
      const results: KeyBulkResult[] = []
      const tell = (result: KeyBulkResult): void => {
        results.push(result)
        onResult(result)
      }
      const work: Work[] = []
      const protect = parts.protections()
      try {
        for (const { ref, key, refusal } of items) {
          const text = refusal ?? (await refusalNow(protect.of, key, action))
          if (text === null) work.push({ ref, key })
          else tell({ ref, name: key.name, outcome: 'left-out', text, failure: null })
        }
      } finally {
        protect.end()
      }
      for (const group of byAccount(work)) await runAccount(parts, group, action, tell, signal)
      const told = (ref: KeyRef): number => items.findIndex((item) => item.ref === ref)
      results.sort((one, other) => told(one.ref) - told(other.ref))
      const cancelled = signal?.aborted === true && results.some((one) => one.text === cancelledText)
      return ok({ action, cancelled, results })
    },
  }
}

const proofNow = ({ keys }: Pick<BulkPlanParts, 'keys'>, ref: KeyRef): string | null => {
  const key = keys.read(ref)
  return key && proofOf(key)
}

const unique = (refs: readonly KeyRef[]): readonly KeyRef[] => [
  ...new Map(refs.map((ref) => [`${ref.accountId}/${ref.keyId}`, ref])).values(),
]

const byAccount = (work: readonly Work[]): readonly (readonly Work[])[] => {
  const groups = new Map<string, Work[]>()
  for (const one of work) groups.set(one.ref.accountId, [...(groups.get(one.ref.accountId) ?? []), one])
  return [...groups.values()]
}
