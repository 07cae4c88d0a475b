import { type Ref, useMemo, useState } from 'react'
import type { ImportCandidate, Key, KeyRef } from '../../../shared/model.ts'
import { Banner } from '../../components/Banner.tsx'
import { PickList } from '../../components/PickList.tsx'
import { CandidateFacts } from './CandidateFacts.tsx'
import { choiceNote, findKey, importChoices, refOf, replaceWarning } from './import-choices.ts'

const idOf = (ref: KeyRef) => `${ref.accountId} ${ref.keyId}`

/** What was read, without the value, and the key that it belongs to. */
export function ReviewPart(props: {
  readonly candidate: ImportCandidate
  readonly keys: readonly Key[]
  readonly listRef: Ref<HTMLInputElement>
  readonly chosen: KeyRef | null
  readonly missing: boolean
  readonly disabled: boolean
  readonly onChoose: (ref: KeyRef) => void
}) {
  const { candidate, keys, chosen } = props
  const [query, setQuery] = useState('')
  const suggested = findKey(keys, candidate.suggestion?.ref ?? null)
  const sorted = useMemo(() => importChoices(keys, suggested), [keys, suggested])
  const word = query.trim().toLowerCase()
  const shown = useMemo(
    () => sorted.filter((key) => `${key.name} ${key.account} ${key.id}`.toLowerCase().includes(word)),
    [sorted, word],
  )
  const key = findKey(keys, chosen)
  const warning = replaceWarning(key)
  return (
    <>
      <CandidateFacts candidate={candidate} />
      {suggested && candidate.suggestion && (
        <p>
          Suggested: <strong>{suggested.name}</strong>. {candidate.suggestion.reason}
        </p>
      )}
      <PickList
        inputRef={props.listRef}
        label="Key"
        hint="Keys whose value is not held come first. Keyturn cannot ask the vendor which key a value belongs to."
        error={props.missing ? 'Choose the key that this value belongs to.' : null}
        placeholder="Search keys"
        empty={`No key matches “${query.trim()}”.`}
        disabled={props.disabled}
        query={query}
        rows={shown.map((each) => ({
          kind: 'item',
          id: idOf(refOf(each)),
          label: each.name,
          note: choiceNote(each),
        }))}
        picked={new Set(chosen ? [idOf(chosen)] : [])}
        onQuery={setQuery}
        onPick={(id) => {
          const picked = shown.find((each) => idOf(refOf(each)) === id)
          if (picked) props.onChoose(refOf(picked))
        }}
      />
      {key && (
        <p>
          Will be stored for <strong>{key.name}</strong> in {key.account}.
        </p>
      )}
      {warning && <Banner tone="warning" title={warning} />}
    </>
  )
}
