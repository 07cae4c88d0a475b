import { CircleAlert, RotateCcw, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { AgentId, KeyState } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { Chain } from '../../components/Chain.tsx'
import { CodeLine } from '../../components/CodeLine.tsx'
import { PathText } from '../../components/PathText.tsx'
import { StateBadge } from '../../components/StateBadge.tsx'
import { attempt, toast } from '../../store.ts'
import { count, useKindWords } from '../../words.ts'
import { foundInWords } from '../scan/finding-list.ts'
import styles from './UsesSection.module.css'
import type { UseFile, UsePlace } from './uses.ts'

/** A file that carries the key: its places, and the way back where Keyturn wrote them. */
export function UseFileRow(props: {
  readonly use: UseFile
  readonly state: KeyState
  readonly agents: ReadonlyMap<AgentId, string>
}) {
  const { use, state, agents } = props
  const { file, places, restoresFiles } = use
  const [busy, setBusy] = useState<'one' | 'set' | null>(null)
  const restore = async (set: boolean) => {
    setBusy(set ? 'set' : 'one')
    const answer = await attempt(api['inject.restore']({ file, set }))
    setBusy(null)
    if (!answer) return
    const { files } = answer
    toast(
      files.length < 2
        ? { tone: 'ok', text: `${files[0] ?? file} is as it was before.` }
        : {
            tone: 'ok',
            text: `${count(files.length, 'file')} are as they were before.`,
            detail: files.join(', '),
          },
    )
  }
  const [only, ...more] = places
  return (
    <li className={styles.use}>
      <div className={styles.head}>
        <PathText path={file} {...(only && more.length === 0 ? { line: only.line } : {})} />
        {state !== 'active' && <StateBadge state={state} plain />}
      </div>
      {only && more.length === 0 ? (
        <Place place={only} agents={agents} />
      ) : (
        <ul className={styles.places}>
          {places.map((place) => (
            <li key={`${place.line}:${place.column}`} className={styles.place}>
              <span className={styles.line}>:{place.line}</span>
              <Place place={place} agents={agents} />
            </li>
          ))}
        </ul>
      )}
      {use.canRestore && (
        <div className={styles.restore}>
          <Button
            size="small"
            icon={<RotateCcw />}
            aria-label={`Restore ${file}`}
            busy={busy === 'one'}
            onClick={() => void restore(false)}
          >
            Restore
          </Button>
          {restoresFiles > 1 && (
            <Button
              size="small"
              busy={busy === 'set'}
              aria-label={`Restore all ${restoresFiles} files that were changed with ${file}`}
              onClick={() => void restore(true)}
            >
              Restore all {restoresFiles} files
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

function Place({
  place,
  agents,
}: {
  readonly place: UsePlace
  readonly agents: ReadonlyMap<AgentId, string>
}) {
  const { finding, agent } = place
  const where = finding && foundInWords[finding.foundIn]
  const facts = [
    place.output,
    agent ? (agents.get(agent) ?? agent) : (where ?? null),
    agent && useKindWords[place.kind],
    agent && where,
  ].filter(Boolean)
  const said = finding && finding.level !== 'fine' ? finding : null
  return (
    <div className={styles.words}>
      <p className={styles.facts}>{facts.join(' · ')}</p>
      <Chain links={place.chain} />
      {place.outside?.command && <CodeLine command={place.outside.command} />}
      {said && (
        <p className={styles.said} data-level={said.level}>
          {said.level === 'problem' ? <CircleAlert /> : <TriangleAlert />}
          <span>
            <span className="unseen">{said.level === 'problem' ? 'Problem: ' : 'Worth a look: '}</span>
            {said.sentence} {said.next}
          </span>
        </p>
      )}
    </div>
  )
}
