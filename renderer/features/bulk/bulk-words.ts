import type { Key } from '../../../shared/model.ts'
import type { KeyBulkAction, KeyBulkPlan, KeyBulkReport, KeyBulkResult } from '../../../shared/providers.ts'
import { count } from '../../words.ts'

/** What is said of several keys that are changed together. All pure. */

export const verbs: Record<KeyBulkAction, string> = { enable: 'Enable', disable: 'Disable', delete: 'Delete' }

const participles: Record<KeyBulkAction, string> = {
  enable: 'enabled',
  disable: 'disabled',
  delete: 'deleted',
}

/** What is done to them as it happens: `Disabling`. */
export const gerunds: Record<KeyBulkAction, string> = {
  enable: 'Enabling',
  disable: 'Disabling',
  delete: 'Deleting',
}

type PlanItem = KeyBulkPlan['items'][number]

export const takingPart = (plan: KeyBulkPlan): readonly PlanItem[] =>
  plan.items.filter((item) => item.refusal === null)

/** What will happen to one key. */
export function itemSentence(action: KeyBulkAction, key: Pick<Key, 'hasValue'>): string {
  if (action === 'enable') return 'Will be enabled: the same value works again.'
  if (action === 'disable')
    return 'Will be disabled: agents that use it are refused. It can be enabled again.'
  return key.hasValue
    ? 'Will be deleted for ever. Its value stays in the keychain.'
    : 'Will be deleted for ever.'
}

/** What the whole plan comes to. */
export function planSentence(plan: KeyBulkPlan): string {
  const taking = takingPart(plan).length
  if (taking === 0) return 'None of them can take part. Nothing will be done.'
  const left = plan.items.length - taking
  return `${count(taking, 'key')} will be ${participles[plan.action]}, one after another${left > 0 ? `; ${left} left out` : ''}.`
}

const numberOf = (results: readonly KeyBulkResult[], outcome: KeyBulkResult['outcome']): number =>
  results.filter((result) => result.outcome === outcome).length

/** How it ended. */
export function reportSentence({ action, cancelled, results }: KeyBulkReport): string {
  const parts = [
    `${count(numberOf(results, 'done'), 'key')} ${participles[action]}`,
    ...(['failed', 'unknown', 'left-out'] as const).flatMap((outcome) => {
      const number = numberOf(results, outcome)
      if (number === 0) return []
      return [
        `${number} ${outcome === 'failed' ? 'failed' : outcome === 'unknown' ? 'not known' : 'left out'}`,
      ]
    }),
  ]
  return `${cancelled ? 'Cancelled. ' : ''}${parts.join(', ')}.`
}

/** Those that can be tried again: what failed, and what nobody knows the end of. */
export const again = (report: KeyBulkReport): readonly KeyBulkResult[] =>
  report.results.filter(({ outcome }) => outcome === 'failed' || outcome === 'unknown')

/** What takes it back; null where nothing can. */
export const opposite: Record<KeyBulkAction, KeyBulkAction | null> = {
  enable: 'disable',
  disable: 'enable',
  delete: null,
}
