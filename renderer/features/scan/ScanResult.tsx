import { SearchX, ShieldCheck } from 'lucide-react'
import { type RefObject, useMemo, useState } from 'react'
import type { ScanReport } from '../../../shared/model.ts'
import { useAgentNames } from '../../agents.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { useNow } from '../../hooks.ts'
import { count, daysUntil, sizeWord, whenWord } from '../../words.ts'
import { FindingList } from './FindingList.tsx'
import { countLevels, findingRows, type Level, levels } from './finding-list.ts'
import styles from './ScanResult.module.css'

const staleDays = 7

/** What the last scan found, by level and file; with a filter. */
export function ScanResult(props: {
  readonly report: ScanReport
  readonly scroller: RefObject<HTMLDivElement | null>
}) {
  const { report, scroller } = props
  const { findings } = report
  const now = useNow()
  const names = useAgentNames()
  const [text, setText] = useState('')
  const [only, setOnly] = useState<Level | null>(null)
  const counts = useMemo(() => countLevels(findings), [findings])
  const rows = useMemo(() => findingRows(findings, only, text, names), [findings, only, text, names])
  const age = -daysUntil(report.finishedAt, now)
  const clear = () => {
    setText('')
    setOnly(null)
  }
  return (
    <>
      {report.cancelled && (
        <Banner tone="warning" title="The scan was cancelled. This is what was found until then.">
          Scan again to look at the rest.
        </Banner>
      )}
      {age > staleDays && (
        <Banner tone="info" title={`This result is ${count(age, 'day')} old.`}>
          Files may have changed since. What is said of the keys is as of now.
        </Banner>
      )}
      <Summary report={report} now={now} />
      {findings.length > 0 && (
        <div className={styles.filter}>
          <fieldset className={styles.levels}>
            <legend className="unseen">Show</legend>
            {[{ level: null, title: 'All' }, ...levels].map(({ level, title }) => (
              <button
                key={title}
                type="button"
                className={styles.choice}
                aria-pressed={only === level}
                onClick={() => setOnly(level)}
              >
                {title}{' '}
                <span className={styles.number}>
                  {(level === null ? findings.length : counts[level]).toLocaleString('en')}
                </span>
              </button>
            ))}
          </fieldset>
          <div className={styles.text}>
            <TextInput
              aria-label="Filter findings"
              placeholder="Filter by key, file, agent"
              value={text}
              onChange={setText}
              onKeyDown={(event) => {
                if (event.key !== 'Escape' || text === '') return
                event.preventDefault()
                event.stopPropagation()
                setText('')
              }}
            />
          </div>
          <p role="status" className="unseen">
            {count(rows.length, 'finding')}
          </p>
        </div>
      )}
      {findings.length === 0 ? (
        <EmptyState icon={<ShieldCheck />} title="No key found">
          None of your keys stands in {count(report.files, 'file')} of these folders.
        </EmptyState>
      ) : rows.length === 0 ? (
        <EmptyState
          icon={<SearchX />}
          title={text ? `No finding matches “${text}”` : 'No finding of this kind'}
          actions={<Button onClick={clear}>Show all</Button>}
        />
      ) : (
        <FindingList rows={rows} scroller={scroller} />
      )}
    </>
  )
}

function Summary({ report, now }: { readonly report: ScanReport; readonly now: number }) {
  const { skipped } = report
  const left = [
    skipped.binary && `${skipped.binary.toLocaleString('en')} binary`,
    skipped.large && `${skipped.large.toLocaleString('en')} too large`,
    skipped.ignored && `${skipped.ignored.toLocaleString('en')} ignored`,
  ].filter(Boolean)
  const names = skipped.unreadableNames.join(', ')
  const more = skipped.unreadable - skipped.unreadableNames.length
  return (
    <div className={styles.summary}>
      <p>
        Scanned {whenWord(report.finishedAt, now)}: {count(report.files, 'file')}, {sizeWord(report.bytes)}
        {left.length > 0 && `; left out ${left.join(', ')}`}.
      </p>
      {skipped.unreadable > 0 && (
        <p>
          {count(skipped.unreadable, 'file')} could not be read: {names}
          {more > 0 && ` and ${more} more`}.
        </p>
      )}
    </div>
  )
}
