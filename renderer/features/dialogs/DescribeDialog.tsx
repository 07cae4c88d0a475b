import { useState } from 'react'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { Field } from '../../components/Field.tsx'
import { GuardedDialog } from '../../components/GuardedDialog.tsx'
import { TextArea } from '../../components/TextArea.tsx'
import { announce } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { useKey } from './use-key.ts'
import { useSubmit } from './use-submit.ts'

/** What a key is for, in the user's words, kept where the vendor keeps it. */
export default function DescribeDialog({ request: { ref }, onClose }: DialogProps<'describe'>) {
  const key = useKey(ref)
  const before = key?.description ?? ''
  const [text, setText] = useState(before)
  const { busy, failure, submit } = useSubmit(() => {
    announce('The description is saved.')
    onClose()
  })
  const changed = text.trim() !== before.trim()
  return (
    <GuardedDialog
      title={`Description of ${key?.name ?? 'the key'}`}
      unsaved={changed ? 'what you typed' : null}
      onClose={onClose}
      onSubmit={() => {
        if (!changed) onClose()
        else if (!busy) void submit(api['keys.describe']({ ref, description: text }))
      }}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" type="submit" variant="primary" busy={busy}>
            Save
          </Button>
        </>
      }
    >
      <Field
        label="Description"
        optional
        hint="Where the key is used and by whom. Never a value: everybody who may list keys can read it."
      >
        <TextArea value={text} maxLength={1000} rows={4} onChange={setText} />
      </Field>
      <FailureBanner failure={failure} kept="What you typed is still here." />
    </GuardedDialog>
  )
}
