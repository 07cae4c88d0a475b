import { useState } from 'react'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { Field } from '../../components/Field.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { announce } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { useKey } from './use-key.ts'
import { useSubmit } from './use-submit.ts'

export default function RenameDialog({ request: { ref }, onClose }: DialogProps<'rename'>) {
  const key = useKey(ref)
  const [name, setName] = useState(key?.name ?? '')
  const [tried, setTried] = useState(false)
  const { busy, failure, submit } = useSubmit(() => {
    announce(`Renamed to ${name.trim()}.`)
    onClose()
  })
  const problem =
    name.trim() === '' ? 'Give the key a name.' : name.length > 200 ? 'Use 200 characters or fewer.' : null

  return (
    <Dialog
      title={`Rename ${key?.name ?? 'the key'}`}
      onClose={onClose}
      onSubmit={() => {
        setTried(true)
        if (name.trim() === key?.name) onClose()
        else if (!problem && !busy) void submit(api['keys.rename']({ ref, name }))
      }}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" type="submit" variant="primary" busy={busy}>
            Rename
          </Button>
        </>
      }
    >
      <Field
        label="Name"
        error={tried ? problem : null}
        hint="Its value and the configs that carry it stay as they are."
      >
        <TextInput value={name} onChange={setName} />
      </Field>
      <FailureBanner failure={failure} />
    </Dialog>
  )
}
