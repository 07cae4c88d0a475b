import { CircleCheck, Hand, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RotationTarget } from '../../../shared/rotation.ts'
import { Badge } from '../../components/Badge.tsx'
import { Button } from '../../components/Button.tsx'
import { CodeLine } from '../../components/CodeLine.tsx'
import { Mono } from '../../components/Mono.tsx'
import { openDialog } from '../../store.ts'
import { useKindWords } from '../../words.ts'
import styles from './Plan.module.css'

const ways: Record<RotationTarget['reload'], { word: string; tone: 'ok' | 'warning'; icon: ReactNode }> = {
  http: { word: 'Reloaded by Keyturn', tone: 'ok', icon: <RotateCw /> },
  command: { word: 'Reloaded by Keyturn', tone: 'ok', icon: <RotateCw /> },
  none: { word: 'Reads it by itself', tone: 'ok', icon: <CircleCheck /> },
  word: { word: 'Needs your word', tone: 'warning', icon: <Hand /> },
}

/** Which agents carry the key, how each is reloaded, and how it is proven that it took the new one. */
export function PlanTargets({ targets }: { readonly targets: readonly RotationTarget[] }) {
  return (
    <ul className={styles.card}>
      {targets.map((target) => (
        <li key={target.id}>
          <div className={styles.top}>
            <span className={styles.agent}>{target.agentName}</span>
            <Badge tone={ways[target.reload].tone} icon={ways[target.reload].icon} plain>
              {ways[target.reload].word}
            </Badge>
          </div>
          <dl className={styles.facts}>
            <dt>Carries it</dt>
            <dd>
              {target.uses.length === 0 ? (
                <Mono wrap>{target.name}</Mono>
              ) : (
                target.uses.map((use) => (
                  <span key={`${use.file}:${use.line}`} className={styles.use}>
                    <Mono wrap>{`${use.file}:${use.line}`}</Mono> {use.output} · {useKindWords[use.kind]}
                  </span>
                ))
              )}
            </dd>
            <dt>Reload</dt>
            <dd>{target.reloadText}</dd>
            <dt>Proof</dt>
            <dd>{target.proofText}</dd>
            <dt>Checker</dt>
            <dd>{target.checker ? <Mono wrap>{target.checker}</Mono> : 'None is installed here.'}</dd>
          </dl>
          {target.outside && <CodeLine command={target.outside.command} />}
          {target.reload === 'word' && !target.outside && (
            <div className={styles.more}>
              <Button
                size="small"
                aria-label={`Say how this agent is reloaded… (${target.name})`}
                onClick={() => openDialog({ name: 'agent-target', file: target.file, host: target.host })}
              >
                Say how this agent is reloaded…
              </Button>
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}
