import { ArrowRight, CircleCheck, RotateCw } from 'lucide-react'
import { useMemo } from 'react'
import { refOf } from '../../actions.ts'
import { Badge } from '../../components/Badge.tsx'
import { Button } from '../../components/Button.tsx'
import { useNow } from '../../hooks.ts'
import { useScan } from '../../scan.ts'
import { openDialog, openKey, show, useStore } from '../../store.ts'
import { count, whenWord } from '../../words.ts'
import { NeedRow } from './NeedRow.tsx'
import { needs } from './needs.ts'
import styles from './OverviewView.module.css'
import { changedKeys } from './overview.ts'
import { Timeline } from './Timeline.tsx'
import { UnderWay } from './UnderWay.tsx'

const changeWords = {
  new: { word: 'New', tone: 'info' },
  changed: { word: 'Changed', tone: 'neutral' },
  gone: { word: 'Gone', tone: 'danger' },
} as const

const most = 8

function Changes() {
  const snapshot = useStore((state) => state.snapshot)
  const now = useNow()
  const keys = snapshot?.keys
  const changed = useMemo(() => changedKeys(keys ?? []), [keys])
  const last = snapshot?.accounts
    .map((account) => account.sync.lastSyncedAt ?? '')
    .sort()
    .at(-1)
  return (
    <section className={styles.section} aria-labelledby="changes">
      <h2 id="changes" className={styles.heading}>
        Since the last sync
        {last && <span className={styles.note}>{whenWord(last, now)}</span>}
      </h2>
      {changed.length === 0 ? (
        <p className={styles.calm}>Nothing changed at the vendor.</p>
      ) : (
        <ul className={styles.card}>
          {changed.slice(0, most).map((key) => {
            const { word, tone } = changeWords[key.change ?? 'changed']
            return (
              <li key={`${key.accountId}/${key.id}`}>
                <button type="button" className={styles.change} onClick={() => openKey(refOf(key))}>
                  <span className={styles.word}>
                    <Badge tone={tone}>{word}</Badge>
                  </span>
                  <bdi className={styles.name}>{key.name}</bdi>
                  <span className={styles.account}>{key.account}</span>
                </button>
              </li>
            )
          })}
          {changed.length > most && (
            <li>
              <button type="button" className={styles.change} onClick={() => show({ kind: 'keys' })}>
                <span className={styles.more}>
                  {count(changed.length - most, 'more change')} <ArrowRight />
                </span>
              </button>
            </li>
          )}
        </ul>
      )}
    </section>
  )
}

/** Is anything due, is anything wrong. */
export function OverviewView() {
  const snapshot = useStore((state) => state.snapshot)
  const scan = useScan((state) => state.latest)
  const waiting = useMemo(() => (snapshot ? needs(snapshot, scan) : []), [snapshot, scan])
  if (!snapshot) return null
  const due = snapshot.due.filter((item) => item.status !== 'later').length
  return (
    <div className={styles.scroll}>
      <div className={styles.page}>
        <h1 className={styles.title}>Overview</h1>
        <Timeline due={snapshot.due} />
        <UnderWay />
        <div className={styles.columns}>
          <section className={styles.section} aria-labelledby="needs">
            <div className={styles.row}>
              <h2 id="needs" className={styles.heading}>
                Needs you
                {waiting.length > 0 && <span className={styles.note}>{waiting.length}</span>}
              </h2>
              {due > 1 && !waiting.some((need) => need.step === 'rotate-all') && (
                <Button size="small" icon={<RotateCw />} onClick={() => openDialog({ name: 'rotate-all' })}>
                  Rotate all due…
                </Button>
              )}
            </div>
            {waiting.length === 0 ? (
              <p className={styles.calm}>
                <CircleCheck /> Nothing. Every key is in order.
              </p>
            ) : (
              <ul className={styles.card}>
                {waiting.map((need) => (
                  <NeedRow key={need.id} need={need} />
                ))}
              </ul>
            )}
          </section>
          <Changes />
        </div>
      </div>
    </div>
  )
}
