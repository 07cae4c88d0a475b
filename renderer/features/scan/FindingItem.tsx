import { CircleAlert, CircleCheck, KeyRound, ThumbsDown, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Finding } from '../../../shared/model.ts'
import { Badge } from '../../components/Badge.tsx'
import { Chain } from '../../components/Chain.tsx'
import { CodeLine } from '../../components/CodeLine.tsx'
import { Instruction } from '../../components/Instruction.tsx'
import { PathText } from '../../components/PathText.tsx'
import { StateBadge } from '../../components/StateBadge.tsx'
import { openKey } from '../../store.ts'
import styles from './FindingItem.module.css'
import { type FindingRow, foundInWords, type Level, levels, refOfFinding } from './finding-list.ts'

const icons: Readonly<Record<Level, ReactNode>> = {
  problem: <CircleAlert />,
  notice: <TriangleAlert />,
  fine: <CircleCheck />,
}

/** A finding: where, what it means, and the one next step; before it the headings of its level and file. */
export function FindingItem({ row, agent }: { readonly row: FindingRow; readonly agent: string | null }) {
  const { finding, startsLevel, startsFile } = row
  const { level } = finding
  const where = foundInWords[finding.foundIn]
  const kind = levels.find((each) => each.level === level)
  return (
    <>
      {startsLevel !== null && (
        <h2 className={styles.level}>
          {kind?.title}
          <span className={styles.total}>{startsLevel.toLocaleString('en')}</span>
        </h2>
      )}
      {startsFile && (
        <div className={styles.file}>
          <PathText path={finding.file} />
          {where && <Badge>{where}</Badge>}
        </div>
      )}
      <div className={styles.finding}>
        <span className={styles[level]}>
          {icons[level]}
          <span className="unseen">{kind?.word}:</span>
        </span>
        <span className={styles.line}>
          <span className="unseen">Line </span>
          {finding.line}
        </span>
        <div className={styles.words}>
          <p>{finding.sentence}</p>
          {finding.advice && (
            <p className={styles.advice}>
              <Badge tone="warning" icon={<ThumbsDown />}>
                Not recommended
              </Badge>
              <span>{finding.advice}</span>
            </p>
          )}
          {finding.next && (
            <div className={styles.next}>
              <Instruction text={finding.next} />
            </div>
          )}
          <Chain links={finding.chain} />
          {finding.outside?.command && <CodeLine command={finding.outside.command} />}
          <Facts finding={finding} agent={agent} />
        </div>
      </div>
    </>
  )
}

function Facts({ finding, agent }: { readonly finding: Finding; readonly agent: string | null }) {
  const ref = refOfFinding(finding)
  const facts = [finding.account, agent, finding.output].filter(Boolean).join(' · ')
  return (
    <p className={styles.facts}>
      {ref && (
        <button type="button" className={styles.key} onClick={() => openKey(ref)}>
          <KeyRound />
          {finding.keyName ?? finding.keyId}
        </button>
      )}
      {finding.keyState && finding.keyState !== 'active' && <StateBadge state={finding.keyState} plain />}
      <span>{facts}</span>
    </p>
  )
}
