import { useEffect, useState } from 'react'
import type { RotationDetail, RotationMode, RotationPlan } from '../../../shared/rotation.ts'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { RadioCards } from '../../components/RadioCards.tsx'
import { findKey, show, useStore } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { count } from '../../words.ts'
import { useSubmit } from '../dialogs/use-submit.ts'
import styles from './Page.module.css'
import { durationWord, settingsOf } from './settings.ts'
import { underWay } from './standing.ts'

type Leak = Exclude<RotationMode, 'planned'>

const cards = [
  {
    value: 'leaked',
    label: 'New key first',
    explains: 'No telemetry is lost. The old key works some minutes longer.',
  },
  {
    value: 'leaked-cut-first',
    label: 'Cut first',
    explains: 'Stops the leak now. Telemetry is refused until agents have the new key.',
  },
] as const

const settings = settingsOf('leaked')

const whatIsCutWhen: Record<Leak, string> = {
  leaked: `The old key is cut once every agent has sent with the new one for ${durationWord(settings.watchSeconds)}, and deleted ${durationWord(settings.graceSeconds)} after that.`,
  'leaked-cut-first': `The old key is cut as soon as the new one is stored, before any file is written, and deleted ${durationWord(settings.graceSeconds)} after that.`,
}

/** A key is in wrong hands: one choice, one button. */
export default function LeakedDialog({ request: { ref }, onClose }: DialogProps<'leaked'>) {
  const name = findKey(ref)?.name ?? 'this key'
  const [mode, setMode] = useState<Leak>('leaked')
  const [plan, setPlan] = useState<RotationPlan | null>(null)
  const open = useStore((state) => underWay(state.snapshot?.rotations ?? [], ref))
  const { busy, failure, submit } = useSubmit((rotation: RotationDetail) => {
    onClose()
    show({ kind: 'rotation', ref, id: rotation.id })
  })
  useEffect(() => {
    let wanted = true
    void api['rotations.plan']({ ref, mode, settings }).then((answer) => {
      if (wanted) setPlan(answer.ok ? answer.value : null)
    })
    return () => {
      wanted = false
    }
  }, [ref, mode])
  const hands = plan?.targets.filter((target) => target.reload === 'word').length ?? 0
  const refusal = open
    ? { message: `A rotation of ${name} is under way.`, hint: 'Finish or undo it first.' }
    : plan?.refusal
  return (
    <Dialog
      size="medium"
      title={`${name} leaked`}
      onClose={onClose}
      onSubmit={() => {
        if (!refusal && !busy) void submit(api['rotations.start']({ ref, mode, settings }))
      }}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          {open ? (
            <Button
              size="large"
              variant="primary"
              onClick={() => {
                onClose()
                show({ kind: 'rotation', ref: open.ref })
              }}
            >
              Open the rotation
            </Button>
          ) : (
            <Button size="large" type="submit" variant="danger" disabled={Boolean(refusal)} busy={busy}>
              Replace it now
            </Button>
          )}
        </>
      }
    >
      {refusal && (
        <Banner tone="error" title={refusal.message}>
          {refusal.hint}
        </Banner>
      )}
      {!open && <RadioCards label="What matters more" value={mode} cards={cards} onChange={setMode} />}
      {!open && (
        <div className={styles.stack}>
          <p>{whatIsCutWhen[mode]}</p>
          {plan && (
            <p className={styles.note}>
              {plan.targets.length === 0
                ? 'No agent is known that carries it.'
                : `${count(plan.targets.length, 'agent')} known to carry it${hands > 0 ? `, of which you bring ${hands} the new key` : ''}. It can be undone until the old key is deleted.`}
            </p>
          )}
        </div>
      )}
      <FailureBanner failure={failure} />
    </Dialog>
  )
}
