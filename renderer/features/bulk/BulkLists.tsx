import { CircleAlert, CircleCheck, CircleHelp, CircleSlash, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { KeyBulkPlan, KeyBulkResult } from '../../../shared/providers.ts'
import { Badge, type Tone } from '../../components/Badge.tsx'
import { StateBadge } from '../../components/StateBadge.tsx'
import styles from './BulkLists.module.css'
import { itemSentence } from './bulk-words.ts'
import { markOf } from './selection.ts'

/** What will happen to each key, those that take part first. */
export function PlanItems({ plan }: { readonly plan: KeyBulkPlan }) {
  const items = [...plan.items].sort((a, b) => Number(a.refusal !== null) - Number(b.refusal !== null))
  return (
    <ul className={styles.list} aria-label="What will happen to each key">
      {items.map(({ ref, key, refusal, warnings }) => (
        <li key={markOf(ref)} className={styles.item} data-out={refusal !== null || undefined}>
          <p className={styles.head}>
            <bdi className={styles.name}>{key.name}</bdi>
            <StateBadge state={key.state} plain />
            <span className={styles.account}>{key.account}</span>
          </p>
          {refusal === null ? (
            <p className={styles.text}>{itemSentence(plan.action, key)}</p>
          ) : (
            <p className={styles.text}>
              <CircleSlash />
              <span>Left out: {refusal}</span>
            </p>
          )}
          {warnings.map((warning) => (
            <p key={warning} className={styles.warning}>
              <TriangleAlert />
              <span>
                <span className="unseen">Warning: </span>
                {warning}
              </span>
            </p>
          ))}
        </li>
      ))}
    </ul>
  )
}

const outcomes: Record<
  KeyBulkResult['outcome'],
  { word: string; tone: Tone; icon: ReactNode; rank: number }
> = {
  failed: { word: 'Failed', tone: 'danger', icon: <CircleAlert />, rank: 0 },
  unknown: { word: 'Not known', tone: 'warning', icon: <CircleHelp />, rank: 1 },
  'left-out': { word: 'Left out', tone: 'neutral', icon: <CircleSlash />, rank: 2 },
  done: { word: 'Done', tone: 'ok', icon: <CircleCheck />, rank: 3 },
}

/** What became of each key; `sorted` puts first what needs a look. */
export function Results(props: { readonly results: readonly KeyBulkResult[]; readonly sorted?: boolean }) {
  if (props.results.length === 0) return null
  const results = props.sorted
    ? [...props.results].sort((a, b) => outcomes[a.outcome].rank - outcomes[b.outcome].rank)
    : props.results
  return (
    <ul className={styles.list} aria-label="What became of each key">
      {results.map((result) => (
        <li key={markOf(result.ref)} className={styles.item}>
          <p className={styles.head}>
            <bdi className={styles.name}>{result.name}</bdi>
            <Badge plain tone={outcomes[result.outcome].tone} icon={outcomes[result.outcome].icon}>
              {outcomes[result.outcome].word}
            </Badge>
          </p>
          <p className={styles.text}>{result.text}</p>
          {result.failure?.hint && <p className={styles.text}>{result.failure.hint}</p>}
        </li>
      ))}
    </ul>
  )
}
