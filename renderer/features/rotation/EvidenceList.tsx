import { CircleAlert, CircleCheck, CircleHelp, CircleSlash, Info, UserCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Evidence, EvidenceOutcome, RotationTarget, WrittenFile } from '../../../shared/rotation.ts'
import { Badge, type Tone } from '../../components/Badge.tsx'
import { Mono } from '../../components/Mono.tsx'
import { useNow } from '../../hooks.ts'
import { count, whenWord } from '../../words.ts'
import styles from './EvidenceList.module.css'
import { foldedWord, grouped } from './standing.ts'

const outcomes: Record<EvidenceOutcome, { word: string; tone: Tone; icon: ReactNode }> = {
  ok: { word: 'Seen', tone: 'ok', icon: <CircleCheck /> },
  failed: { word: 'Failed', tone: 'danger', icon: <CircleAlert /> },
  unproven: { word: 'Unproven', tone: 'warning', icon: <CircleHelp /> },
  word: { word: 'Your word', tone: 'neutral', icon: <UserCheck /> },
  skipped: { word: 'Skipped', tone: 'neutral', icon: <CircleSlash /> },
}

const note = { word: 'Note', tone: 'neutral', icon: <Info /> } as const

function Hashes({ files }: { readonly files: readonly WrittenFile[] }) {
  return (
    <details className={styles.hashes}>
      <summary>{count(files.length, 'file')}, with the SHA-256 before and after</summary>
      <ul className={styles.files}>
        {files.map((written) => (
          <li key={written.file}>
            <p>
              <Mono wrap>{written.file}</Mono> · {count(written.places, 'place')}
            </p>
            <dl className={styles.pair}>
              <dt>Before</dt>
              <dd>
                <Mono wrap>{written.sha256Before}</Mono>
              </dd>
              <dt>After</dt>
              <dd>
                <Mono wrap>{written.sha256After}</Mono>
              </dd>
            </dl>
          </li>
        ))}
      </ul>
    </details>
  )
}

/**
 * What was done or seen in one step. What went well for each agent is folded, so that the steps are seen at a glance;
 * what did not, and what nothing proves, never is.
 */
export function EvidenceList(props: {
  readonly evidence: readonly Evidence[]
  readonly targets: readonly RotationTarget[]
  /** The step is over. */
  readonly over: boolean
  /** The step's own time, which its rows need not repeat. */
  readonly time: string | null
}) {
  const summary = props.over ? foldedWord(grouped(props.evidence, props.targets)) : null
  if (summary === null) return <Groups {...props} />
  return (
    <details className={styles.hashes}>
      <summary>{summary}</summary>
      <Groups {...props} />
    </details>
  )
}

/** Of the whole, then under each agent's name. */
function Groups(props: {
  readonly evidence: readonly Evidence[]
  readonly targets: readonly RotationTarget[]
  readonly time: string | null
}) {
  const now = useNow()
  const stepTime = props.time && whenWord(props.time, now)
  return grouped(props.evidence, props.targets).map((group) => (
    <div key={group.target?.id ?? group.name} className={styles.group}>
      {group.name && !(group.target && props.targets.length === 1) && (
        <p className={styles.target}>
          {group.target && <span className={styles.agent}>{group.target.agentName} </span>}
          <Mono wrap>{group.name}</Mono>
        </p>
      )}
      <ul>
        {group.rows.map((row) => {
          // What was noted on the way is not what became of the step.
          const aside = row.outcome === 'skipped' && group.rows.some((other) => other.outcome !== 'skipped')
          const { word, tone, icon } = aside ? note : outcomes[row.outcome]
          const time = whenWord(row.at, now)
          return (
            <li key={row.seq} className={styles.row}>
              <span className={styles.outcome}>
                <Badge plain tone={tone} icon={icon}>
                  {word}
                </Badge>
              </span>
              <div className={styles.text}>
                {row.text}
                {row.files.length > 0 && <Hashes files={row.files} />}
              </div>
              {time !== stepTime && (
                <time className={styles.time} dateTime={row.at}>
                  {time}
                </time>
              )}
            </li>
          )
        })}
      </ul>
    </div>
  ))
}
