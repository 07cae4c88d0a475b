import { useEffect, useRef, useState } from 'react'
import { refOf, setActive } from '../../actions.ts'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { Field } from '../../components/Field.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { select, toast } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { count } from '../../words.ts'
import { useKey } from './use-key.ts'
import { useSubmit } from './use-submit.ts'

/** Deleting cannot be undone: it names the key, counts its uses, and offers the way that can. */
export default function DeleteKeyDialog({ request: { ref }, onClose }: DialogProps<'delete-key'>) {
  const key = useKey(ref)
  const cancel = useRef<HTMLButtonElement>(null)
  const [typed, setTyped] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const name = key?.name ?? ''
  const { busy, failure, submit } = useSubmit(() => {
    select(null)
    toast({ tone: 'ok', text: `${name} is deleted.` })
    onClose()
  })

  useEffect(() => {
    void api['keys.get']({ ref }).then((answer) =>
      setRefusal(answer.ok ? (answer.value.cannot.delete ?? null) : null),
    )
  }, [ref])

  if (!key) return null
  const fits = typed === name
  return (
    <Dialog
      title={`Delete ${name}`}
      description={
        key.state === 'gone'
          ? 'It is gone at the vendor already: nothing is left to delete there.'
          : key.hasValue
            ? 'The vendor forgets it for ever. Its value stays in the keychain until the account is removed.'
            : 'The vendor forgets it for ever.'
      }
      onClose={onClose}
      initialFocus={cancel}
      onSubmit={() => {
        if (fits && !refusal && !busy) void submit(api['keys.remove']({ ref, typedName: typed }))
      }}
      footer={
        <>
          <Button ref={cancel} size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button
            size="large"
            type="submit"
            variant="danger"
            disabled={!fits || refusal !== null}
            busy={busy}
          >
            Delete {name.length > 24 ? 'the key' : name}
          </Button>
        </>
      }
    >
      {refusal ? (
        <Banner tone="warning" title={refusal} />
      ) : (
        <>
          {key.usedIn.length > 0 && (
            <Banner
              tone="warning"
              title={`${count(key.usedIn.length, 'file')} still ${key.usedIn.length === 1 ? 'carries' : 'carry'} it`}
            >
              Agents that use it stop sending at once.
            </Banner>
          )}
          {key.state === 'active' && (
            <Banner
              tone="info"
              title="Disabling can be undone"
              actions={
                <Button
                  size="small"
                  onClick={() => {
                    onClose()
                    void setActive(key, false)
                  }}
                >
                  Disable instead
                </Button>
              }
            >
              Enabling brings the same value back.
            </Banner>
          )}
          <Field label={`Type ${name} to delete it`}>
            <TextInput value={typed} onChange={setTyped} key={refOf(key).keyId} />
          </Field>
        </>
      )}
      <FailureBanner failure={failure} />
    </Dialog>
  )
}
