import { Plus } from 'lucide-react'
import type { AgentTarget } from '../../../shared/rotation.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { Mono } from '../../components/Mono.tsx'
import { attempt, findKey, openDialog, toast, useStore } from '../../store.ts'
import styles from './SettingsView.module.css'

const none: readonly never[] = []
const add = ({ file, host, ref, controlUrl, reloadCommand }: AgentTarget) =>
  api['targets.add']({ file, host, ref, controlUrl, reloadCommand })

async function remove(target: AgentTarget): Promise<void> {
  const { file, host } = target
  const answer = await api['targets.remove']({ file, host })
  if (!answer.ok) return toast({ tone: 'error', text: answer.failure.message, detail: answer.failure.hint })
  toast({
    tone: 'ok',
    text: `${file} is no agent target any more. The file was not touched.`,
    action: { label: 'Undo', run: () => void attempt(add(target)) },
  })
}

function TargetRow({ target }: { readonly target: AgentTarget }) {
  const name = target.host ? `${target.host}: ${target.file}` : target.file
  const carried = target.ref && findKey(target.ref)
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <p className={styles.name}>
          <Mono wrap>{name}</Mono>
        </p>
        {carried && <p className={styles.note}>Carries {carried.name}.</p>}
        {target.reloadCommand && (
          <p className={styles.note}>
            Reloaded by <Mono wrap>{target.reloadCommand}</Mono>
          </p>
        )}
        {!target.reloadCommand && !target.controlUrl && (
          <p className={styles.note}>A rotation asks for your word: it has no way to reach this agent.</p>
        )}
        {target.controlUrl && (
          <p className={styles.note}>
            Asked at <Mono wrap>{target.controlUrl}</Mono>
          </p>
        )}
      </div>
      <div className={styles.controls}>
        <Button
          size="small"
          aria-label={`Change ${name}`}
          onClick={() => openDialog({ name: 'agent-target', file: target.file, host: target.host })}
        >
          Change…
        </Button>
        <Button size="small" aria-label={`Remove ${name}`} onClick={() => void remove(target)}>
          Remove
        </Button>
      </div>
    </li>
  )
}

/** Agents that a rotation reloads itself. */
export function TargetsSection() {
  const targets = useStore((state) => state.snapshot?.targets ?? none)
  return (
    <section className={styles.section} aria-labelledby="targets">
      <div className={styles.head}>
        <h2 id="targets" className={styles.title}>
          Agent targets
        </h2>
        <Button size="small" icon={<Plus />} onClick={() => openDialog({ name: 'agent-target' })}>
          Add an agent target
        </Button>
      </div>
      <p className={styles.lead}>
        How your agents are reloaded and asked what they run with. Without it a rotation asks for your word.
      </p>
      {targets.length === 0 ? (
        <p className={styles.note}>None yet.</p>
      ) : (
        <ul className={styles.card}>
          {targets.map((target) => (
            <TargetRow key={`${target.host}:${target.file}`} target={target} />
          ))}
        </ul>
      )}
    </section>
  )
}
