import { useState } from 'react'
import type { CreateOptions } from '../../../shared/model.ts'
import { Button } from '../../components/Button.tsx'
import { Field } from '../../components/Field.tsx'
import { PickList } from '../../components/PickList.tsx'
import { Select } from '../../components/Select.tsx'
import { openDialog } from '../../store.ts'
import { type KeyDraft, ownersOf, ownerWords } from './create-form.ts'

/** More than these are searched instead of unfolded. */
const mostInSelect = 8

/** Whom the key belongs to, where keys of its type belong to somebody. */
export function OwnerField(props: {
  readonly accountId: string
  readonly options: CreateOptions
  readonly draft: KeyDraft
  readonly problem: string | undefined
  readonly onChange: (draft: KeyDraft) => void
}) {
  const { options, draft, problem, onChange } = props
  const [query, setQuery] = useState('')
  const words = ownerWords[draft.type]
  const owners = ownersOf(options, draft.type)
  // Without a word for it the account itself decides, unless there is a choice.
  if (!words && owners.length < 2) return null
  const { label, hint } = words ?? { label: 'Owner', hint: 'Whom the key belongs to.' }
  const names = new Set(owners.map((owner) => owner.name))
  // Names need not differ; the id tells them apart.
  const noteOf = (id: string) => (names.size < owners.length ? { note: id } : {})
  const choose = (id: string) => onChange({ ...draft, ownerId: id === '' ? null : id })
  const word = query.trim().toLowerCase()
  return (
    <>
      {owners.length > mostInSelect ? (
        <PickList
          label={label}
          hint={hint}
          error={problem}
          placeholder="Search by name or id"
          empty={`Nobody matches “${query.trim()}”.`}
          query={query}
          rows={owners
            .filter(({ name, id }) => `${name} ${id}`.toLowerCase().includes(word))
            .map(({ id, name }) => ({ kind: 'item', id, label: name, ...noteOf(id) }))}
          picked={new Set(draft.ownerId === null ? [] : [draft.ownerId])}
          onQuery={setQuery}
          onPick={choose}
        />
      ) : (
        <Field label={label} hint={hint} error={problem ?? null}>
          <Select
            value={draft.ownerId ?? ''}
            disabled={owners.length === 0}
            options={[
              ...(draft.ownerId === null
                ? [{ value: '', label: owners.length === 0 ? 'None known' : 'Choose one' }]
                : []),
              ...owners.map(({ id, name }) => ({ value: id, label: name, ...noteOf(id) })),
            ]}
            onChange={choose}
          />
        </Field>
      )}
      {draft.type === 'service-id' && (
        <div>
          <Button size="small" onClick={() => openDialog({ name: 'setup', accountId: props.accountId })}>
            New service ID with the right to send…
          </Button>
        </div>
      )}
    </>
  )
}
