import { useState } from 'react'
import type { AgentTarget } from '../../../shared/rotation.ts'
import { refOf } from '../../actions.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { Field } from '../../components/Field.tsx'
import { GuardedDialog } from '../../components/GuardedDialog.tsx'
import { RadioCards } from '../../components/RadioCards.tsx'
import { Select } from '../../components/Select.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { attempt, toast, useStore } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { useSubmit } from '../dialogs/use-submit.ts'
import styles from './AgentTargetDialog.module.css'
import { draftOf, errorsOf, targetOf } from './target-draft.ts'

const none: readonly never[] = []
const places = [
  { value: 'here', label: 'On this computer' },
  { value: 'there', label: 'On another host' },
] as const

/** An agent whose config carries a key: how it is reloaded, and how it is asked what it runs with. */
export default function AgentTargetDialog({ request, onClose }: DialogProps<'agent-target'>) {
  const targets = useStore((state) => state.snapshot?.targets ?? none)
  const keys = useStore((state) => state.snapshot?.keys ?? none)
  const known = targets.find((each) => each.file === request.file && each.host === (request.host ?? null))
  const [first] = useState(() => draftOf(known ?? null, request.file ?? '', request.host ?? null))
  const [draft, setDraft] = useState(first)
  const [shown, setShown] = useState(false)
  const { busy, failure, submit } = useSubmit((added: AgentTarget) => {
    toast({ tone: 'ok', text: `${added.file} is an agent target.` })
    onClose()
  })
  const errors = errorsOf(draft)
  const set = (more: Partial<typeof draft>) => setDraft({ ...draft, ...more })
  const there = draft.place === 'there'
  const usable = keys.filter((key) => key.state === 'active')
  const pick = async () => {
    const [file] = (await attempt(api['inject.pickFiles']())) ?? []
    if (file) set({ file })
  }
  return (
    <GuardedDialog
      size="medium"
      title={known ? 'Change an agent target' : 'Add an agent target'}
      description="A rotation then reloads this agent itself, and proves that it took the new key."
      unsaved={JSON.stringify(draft) === JSON.stringify(first) ? null : 'what you typed'}
      onClose={onClose}
      onSubmit={() => {
        setShown(true)
        if (Object.keys(errors).length === 0 && !busy) void submit(api['targets.add'](targetOf(draft)))
      }}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" type="submit" variant="primary" busy={busy}>
            {known ? 'Save' : 'Add'}
          </Button>
        </>
      }
    >
      {!request.file && (
        <RadioCards
          compact
          label="Where its config is"
          value={draft.place}
          cards={places}
          onChange={(place) => set({ place })}
        />
      )}
      {there && (
        <Field label="Host" error={(shown && errors.host) || null}>
          <TextInput value={draft.host} onChange={(host) => set({ host })} placeholder="edge-fr-2" />
        </Field>
      )}
      <div className={styles.file}>
        <Field
          label="Config file"
          error={(shown && errors.file) || null}
          {...(there ? { hint: 'Keyturn can’t look there: you put the key in, and say so.' } : {})}
        >
          <TextInput
            mono
            value={draft.file}
            onChange={(file) => set({ file })}
            placeholder="/etc/otelcol/config.yaml"
          />
        </Field>
        {!there && (
          <Button size="large" onClick={() => void pick()}>
            Choose…
          </Button>
        )}
      </div>
      <Field
        label="The key that it carries"
        error={(shown && errors.key) || null}
        {...(there
          ? {}
          : {
              optional: true,
              hint: 'Only where the file leads out of reach, as into a cluster or a keystore: else it shows its keys itself.',
            })}
      >
        <Select
          options={[
            { value: '', label: there ? 'Choose a key' : 'What the file shows' },
            ...usable.map((key) => ({
              value: JSON.stringify(refOf(key)),
              label: key.name,
              note: key.account,
            })),
          ]}
          value={draft.key}
          onChange={(key) => set({ key })}
        />
      </Field>
      <Field
        label="Control address"
        optional
        hint="The agent’s own HTTP address: asked to reload, where it can, and what it runs with."
        error={(shown && errors.controlUrl) || null}
      >
        <TextInput
          mono
          value={draft.controlUrl}
          onChange={(controlUrl) => set({ controlUrl })}
          placeholder="http://127.0.0.1:9090"
        />
      </Field>
      <Field
        label="Reload command"
        optional
        hint="Run by this computer’s shell exactly as you type it, with your rights."
      >
        <TextInput
          mono
          value={draft.reloadCommand}
          onChange={(reloadCommand) => set({ reloadCommand })}
          placeholder="sudo systemctl reload prometheus"
        />
      </Field>
      <FailureBanner failure={failure} />
    </GuardedDialog>
  )
}
