import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import type { KeyDetail, KnownUse } from '../../../shared/model.ts'
import { openUseIn, refOf } from '../../actions.ts'
import { useAgentNames } from '../../agents.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { PathText } from '../../components/PathText.tsx'
import { attempt, toast } from '../../store.ts'
import { count, useKindWords } from '../../words.ts'
import { Section } from './Section.tsx'
import styles from './UsesSection.module.css'

function UseRow({ use, agent }: { readonly use: KnownUse; readonly agent: string }) {
  const [busy, setBusy] = useState(false)
  const restore = async () => {
    setBusy(true)
    const answer = await attempt(api['inject.restore']({ file: use.file, set: false }))
    setBusy(false)
    if (answer) toast({ tone: 'ok', text: `${answer.files.join(', ')} is as it was before.` })
  }
  return (
    <li className={styles.use}>
      <div className={styles.place}>
        <PathText path={use.file} line={use.line} />
        <p className={styles.facts}>
          {agent} · {use.output} · {useKindWords[use.kind]}
        </p>
      </div>
      {use.canRestore && (
        <Button
          size="small"
          icon={<RotateCcw />}
          aria-label={`Restore ${use.file}`}
          busy={busy}
          onClick={() => void restore()}
        >
          Restore
        </Button>
      )}
    </li>
  )
}

/** Which files carry it. */
export function UsesSection({ detail: { key, uses } }: { readonly detail: KeyDetail }) {
  const names = useAgentNames()
  return (
    <Section title="Where used" note={uses.length > 0 ? count(uses.length, 'place') : undefined}>
      {uses.length === 0 ? (
        <p className={styles.none}>
          No known file carries it.{' '}
          {key.hasValue && (
            <button type="button" className={styles.link} onClick={() => openUseIn(key)}>
              Use it in a config
            </button>
          )}
        </p>
      ) : (
        <ul className={styles.uses}>
          {uses.map((use) => (
            <UseRow
              key={`${refOf(key).keyId}${use.file}:${use.line}:${use.column}`}
              use={use}
              agent={names.get(use.agent) ?? use.agent}
            />
          ))}
        </ul>
      )}
    </Section>
  )
}
