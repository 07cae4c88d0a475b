import { useState } from 'react'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { Field } from '../../components/Field.tsx'
import { Mono } from '../../components/Mono.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import type { DialogProps } from '../../views.ts'
import { count } from '../../words.ts'
import { useSubmit } from '../dialogs/use-submit.ts'
import styles from './Page.module.css'
import { unconfirmed } from './standing.ts'
import { useRotation } from './use-rotation.ts'

/** Cuts the old key although not every agent is confirmed: lists them, and asks for the key's name. */
export default function OverrideDialog({ request: { id }, onClose }: DialogProps<'override-rotation'>) {
  const { detail, failure: unread } = useRotation(id)
  const [typed, setTyped] = useState('')
  const { busy, failure, submit } = useSubmit(onClose)
  if (!detail)
    return unread ? (
      <Dialog title="Cut the old key" onClose={onClose}>
        <FailureBanner failure={unread} />
      </Dialog>
    ) : null
  const agents = unconfirmed(detail)
  const question = detail.questions.find((each) => each.kind === 'override')
  const fits = typed === detail.keyName && question !== undefined
  return (
    <Dialog
      title={`Cut the old key of ${detail.keyName}`}
      description="That you decided it is recorded. It can be undone until the old key is deleted."
      onClose={onClose}
      onSubmit={() => {
        if (fits && !busy) void submit(api['rotations.override']({ id, typedName: typed }))
      }}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" type="submit" variant="danger" disabled={!fits} busy={busy}>
            Cut the old key
          </Button>
        </>
      }
    >
      <Banner
        tone="warning"
        title={
          agents.length > 0
            ? `${count(agents.length, 'agent')} ${agents.length === 1 ? 'is' : 'are'} unconfirmed`
            : 'Not every use is confirmed'
        }
      >
        {agents.length > 0 && (
          <ul className={styles.stack}>
            {agents.map((target) => (
              <li key={target.id}>
                {target.agentName}: <Mono wrap>{target.name}</Mono>
              </li>
            ))}
          </ul>
        )}
        {/* What was found right before the cut is more than agents. */}
        {(agents.length === 0 || detail.step === 'cut') && question?.text}
      </Banner>
      <p className={styles.note}>What still sends with the old key is refused from then on.</p>
      <Field label={`Type ${detail.keyName} to cut it`}>
        <TextInput value={typed} onChange={setTyped} />
      </Field>
      <FailureBanner failure={failure} />
    </Dialog>
  )
}
