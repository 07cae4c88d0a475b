import { useState } from 'react'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { Field } from '../../components/Field.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { announce } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { dateWord } from '../../words.ts'
import { useKey } from './use-key.ts'
import { useSubmit } from './use-submit.ts'

const dayOf = (time: number) => {
  const date = new Date(time)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
}

/** The vendor's page shows a date that its API does not give: the user may enter it. */
export default function SetDateDialog({ request: { ref }, onClose }: DialogProps<'set-date'>) {
  const key = useKey(ref)
  const entered = key?.age.basis === 'user'
  const [date, setDate] = useState(() =>
    entered && key ? dayOf(Date.now() - key.age.days * 86_400_000) : '',
  )
  const [tried, setTried] = useState(false)
  const { busy, failure, submit } = useSubmit(() => {
    announce('Creation date saved.')
    onClose()
  })
  if (!key) return null
  const problem =
    date === ''
      ? 'Give the day on which it was created.'
      : date > dayOf(Date.now())
        ? 'That day has not come yet.'
        : null

  return (
    <Dialog
      title={`Creation date of ${key.name}`}
      description={`First seen ${dateWord(key.firstSeenAt)}. The vendor’s page shows when it was created; its API does not.`}
      onClose={onClose}
      onSubmit={() => {
        setTried(true)
        if (!problem && !busy)
          void submit(api['keys.enterCreatedAt']({ ref, createdAt: new Date(`${date}T00:00`).toISOString() }))
      }}
      footer={
        <>
          {entered && (
            <Button
              size="large"
              variant="quiet"
              onClick={() => void submit(api['keys.enterCreatedAt']({ ref, createdAt: null }))}
            >
              Forget the date
            </Button>
          )}
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" type="submit" variant="primary" busy={busy}>
            Save
          </Button>
        </>
      }
    >
      <Field label="Created on" error={tried ? problem : null} hint="Age and due date count from this day.">
        <TextInput type="date" value={date} onChange={setDate} max={dayOf(Date.now())} />
      </Field>
      <FailureBanner failure={failure} />
    </Dialog>
  )
}
