import { Copy } from 'lucide-react'
import { useState } from 'react'
import type { RotationDetail, RotationQuestion, RotationStep } from '../../../shared/rotation.ts'
import { copyStuck } from '../../actions.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { CodeLine } from '../../components/CodeLine.tsx'
import { CopiedNote } from '../../components/CopiedNote.tsx'
import { commandIn } from '../../components/command-in.ts'
import { Instruction } from '../../components/Instruction.tsx'
import { openDialog } from '../../store.ts'
import { AtVendor } from './AtVendor.tsx'
import styles from './Page.module.css'
import { beyond, whatToDo } from './question-words.ts'
import { primaryOf } from './standing.ts'

function Confirm(props: {
  readonly rotation: RotationDetail
  readonly question: Extract<RotationQuestion, { kind: 'confirm' }>
  readonly busy: boolean
  readonly onConfirm: () => void
}) {
  const { rotation, question } = props
  const target = rotation.targets.find((each) => each.id === question.targetId)
  const primary = primaryOf(rotation)
  const which = rotation.direction === 'back' ? 'old' : 'new'
  const name = target ? target.name : question.targetId
  // The command as the user gave it, where the sentence does not hold one.
  const command =
    commandIn(question.text) === null ? (target?.outside?.command ?? target?.reloadCommand ?? null) : null
  return (
    <Banner
      tone="warning"
      title={`${target?.agentName ?? 'This agent'} (${name}): does it run with the ${which} key?`}
      actions={
        <Button
          variant={
            primary?.kind === 'confirm' && primary.targetId === question.targetId ? 'primary' : 'secondary'
          }
          busy={props.busy}
          aria-label={`It runs with the ${which} key (${name})`}
          onClick={props.onConfirm}
        >
          It runs with the {which} key
        </Button>
      }
    >
      <Instruction text={target ? whatToDo(question.text, target) : question.text} />
      {command && <CodeLine command={command} />}
    </Banner>
  )
}

/** What only the user can say or do, first what comes first. */
export function Questions(props: {
  readonly rotation: RotationDetail
  readonly onConfirm: (targetId: string) => Promise<unknown>
  readonly onAtVendor: (step: RotationStep) => Promise<unknown>
}) {
  const { rotation } = props
  const [busy, setBusy] = useState<string | null>(null)
  const [copied, setCopied] = useState(false)
  if (rotation.questions.length === 0) return null
  return (
    <section className={styles.stack} aria-label="What you are needed for">
      {rotation.questions.map((question) => {
        if (question.kind === 'confirm')
          return (
            <Confirm
              key={question.targetId}
              rotation={rotation}
              question={question}
              busy={busy === question.targetId}
              onConfirm={async () => {
                setBusy(question.targetId)
                await props.onConfirm(question.targetId)
                setBusy(null)
              }}
            />
          )
        if (question.kind === 'override')
          return (
            <Banner
              key="override"
              tone="warning"
              title="Not every agent is confirmed"
              actions={
                <Button onClick={() => openDialog({ name: 'override-rotation', id: rotation.id })}>
                  Cut anyway…
                </Button>
              }
            >
              {beyond(question.text, rotation)}
            </Banner>
          )
        if (question.kind === 'at-vendor')
          return (
            <AtVendor
              key={`at-vendor ${question.step}`}
              rotation={rotation}
              question={question}
              onDone={props.onAtVendor}
            />
          )
        return (
          <Banner
            key="stuck"
            tone="error"
            title="The new key’s value is only in memory"
            actions={
              <Button
                icon={<Copy />}
                onClick={() => {
                  setCopied(true)
                  void copyStuck({ intentId: question.intentId, name: rotation.keyName })
                }}
              >
                Copy the value
              </Button>
            }
          >
            {question.text}
            {copied && <CopiedNote />}
          </Banner>
        )
      })}
    </section>
  )
}
