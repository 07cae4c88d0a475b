import { CircleStop, KeyRound, RotateCw, ShieldCheck, Undo2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { RotationDetail, RotationMode } from '../../../shared/rotation.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { Mono } from '../../components/Mono.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { useNow, useSlow } from '../../hooks.ts'
import { attempt, findKey, openDialog, openKey, show } from '../../store.ts'
import { whenWord } from '../../words.ts'
import { Left } from './Left.tsx'
import styles from './Page.module.css'
import { Page } from './Page.tsx'
import { Questions } from './Questions.tsx'
import { ReceiptButtons } from './ReceiptButtons.tsx'
import { RotationBadge } from './RotationBadge.tsx'
import { rememberOpened } from './rotation-actions.ts'
import { StepList } from './StepList.tsx'
import { canStop, hasEnded, primaryOf } from './standing.ts'
import { useRotation } from './use-rotation.ts'

const modes: Record<RotationMode, string> = {
  planned: '',
  leaked: 'Leaked: the new key first',
  'leaked-cut-first': 'Leaked: the old key is cut first',
}

/** The banner of the failure says the same, with what to do. */
const saidByFailure = ({ state, failure, sentence }: RotationDetail): boolean =>
  state === 'failed' && failure !== null && sentence.replace(/\.$/, '') === failure.message.replace(/\.$/, '')

/** What is to be done at the vendor stands below it word for word, with its buttons. */
const saidByQuestion = ({ questions, sentence }: RotationDetail): boolean =>
  questions.some((question) => question.kind === 'at-vendor' && question.text === sentence)

function Head({ rotation }: { readonly rotation: RotationDetail }) {
  const now = useNow()
  const facts = [
    rotation.account,
    modes[rotation.mode],
    rotation.direction === 'back' && !hasEnded(rotation) ? 'Being undone' : '',
    `begun ${whenWord(rotation.startedAt, now)}`,
  ].filter(Boolean)
  const [only, ...more] = rotation.targets
  return (
    <>
      <p className={styles.facts}>
        {facts.join(' · ')}
        {only && more.length === 0 && (
          <>
            {' '}
            · {only.agentName} <Mono wrap>{only.name}</Mono>
          </>
        )}
      </p>
      {!saidByFailure(rotation) && !saidByQuestion(rotation) && (
        <p className={styles.sentence}>{rotation.sentence}</p>
      )}
      <p className={styles.safe}>
        <ShieldCheck />
        <span>
          <strong>What is safe:</strong> {rotation.safe}
        </span>
      </p>
    </>
  )
}

/** A rotation under way or ended: how it stands, what is safe, what to do, and its steps. */
export function RunPage({ id }: { readonly id: string }) {
  const { detail, failure, order } = useRotation(id)
  const [busy, setBusy] = useState<'primary' | 'stop' | null>(null)
  const [refused, setRefused] = useState<Failure | null>(null)
  const slow = useSlow(!detail && !failure)
  useEffect(() => rememberOpened(id), [id])
  const back = { label: 'Rotations', run: () => show({ kind: 'rotations' }) }
  if (!detail)
    return (
      <Page title="Rotation" back={back} bar={null} stage="asking">
        <FailureBanner failure={failure} />
        {slow && !failure && <EmptyState icon={<Spinner />} title="Reading the rotation" />}
      </Page>
    )

  const primary = primaryOf(detail)
  const ended = hasEnded(detail)
  const resume = async () => {
    setBusy('primary')
    setRefused(await order(api['rotations.resume']({ id })))
    setBusy(null)
  }
  const stop = async () => {
    setBusy('stop')
    await attempt(api['rotations.stop']({ id }))
    setBusy(null)
  }
  const newKey = detail.newKeyId ? findKey({ accountId: detail.ref.accountId, keyId: detail.newKeyId }) : null
  const bar = ended ? (
    <>
      <ReceiptButtons id={id} />
      <span className={styles.gap} />
      {detail.state === 'undone' && (
        <Button size="large" icon={<RotateCw />} onClick={() => show({ kind: 'rotation', ref: detail.ref })}>
          Rotate again…
        </Button>
      )}
      {detail.state === 'done' && newKey && (
        <Button
          size="large"
          icon={<KeyRound />}
          onClick={() => openKey({ accountId: newKey.accountId, keyId: newKey.id })}
        >
          Open the new key
        </Button>
      )}
    </>
  ) : (
    <>
      {detail.undoText && (
        <Button size="large" icon={<Undo2 />} onClick={() => openDialog({ name: 'undo-rotation', id })}>
          Undo…
        </Button>
      )}
      <span className={styles.gap} />
      {canStop(detail) && (
        <Button size="large" icon={<CircleStop />} busy={busy === 'stop'} onClick={() => void stop()}>
          {busy === 'stop' ? 'Stops after this step' : 'Stop'}
        </Button>
      )}
      {primary?.kind === 'resume' && (
        <Button size="large" variant="primary" busy={busy === 'primary'} onClick={() => void resume()}>
          {primary.word}
        </Button>
      )}
    </>
  )
  return (
    <Page
      title={`Rotation of ${detail.keyName}`}
      badge={
        <>
          <RotationBadge rotation={detail} />
          {detail.waitsUntil && !ended && (
            <span className={styles.left}>
              <Left until={detail.waitsUntil} />
            </span>
          )}
        </>
      }
      back={back}
      head={<Head rotation={detail} />}
      bar={bar}
      stage={`${detail.state} ${detail.held} ${detail.questions.length}`}
    >
      {(detail.failure || refused) && (
        <div className={styles.stack}>
          <FailureBanner failure={refused} />
          {detail.state === 'failed' && <FailureBanner failure={detail.failure} />}
        </div>
      )}
      <Questions
        rotation={detail}
        onConfirm={async (targetId) => {
          setRefused(await order(api['rotations.confirm']({ id, targetId })))
        }}
        onAtVendor={async (step) => {
          setRefused(await order(api['rotations.atVendor']({ id, step })))
        }}
      />
      <section className={styles.section} aria-label="Steps">
        <StepList
          label={`Steps of the rotation of ${detail.keyName}`}
          steps={detail.steps}
          targets={detail.targets}
          waitsUntil={detail.waitsUntil}
        />
      </section>
    </Page>
  )
}
