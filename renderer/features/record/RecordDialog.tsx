import { useEffect, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { CreateOptions, Key } from '../../../shared/model.ts'
import type { ProviderInfo } from '../../../shared/providers.ts'
import { api } from '../../api.ts'
import { findKey } from '../../store.ts'
import type { NewKeyProps } from '../create/CreateForm.tsx'
import { RecordSteps } from './RecordSteps.tsx'
import { type RecordDraft, startingRecord } from './record-form.ts'
import { ValueStep } from './ValueStep.tsx'

/** A key that the user makes on the vendor's page: guided there, recorded, and its value kept. */
export function RecordDialog(props: NewKeyProps & { readonly info: ProviderInfo }) {
  const { account, info, prefill, replaces } = props
  const [old] = useState(() => findKey(replaces))
  const [given] = useState(prefill)
  const [options, setOptions] = useState<CreateOptions | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [draft, setDraft] = useState<RecordDraft | null>(null)
  const [recorded, setRecorded] = useState<Key | null>(null)
  const accountId = account.id
  useEffect(() => {
    let gone = false
    void api['keys.createOptions']({ accountId }).then((answer) => {
      if (gone) return
      setFailure(answer.ok ? null : answer.failure)
      if (!answer.ok) return
      setOptions(answer.value)
      setDraft((before) => before ?? startingRecord(info, answer.value, given, old))
    })
    return () => {
      gone = true
    }
  }, [accountId, info, given, old])

  if (recorded)
    return <ValueStep recorded={recorded} info={info} replaces={replaces} onClose={props.onClose} />
  return (
    <RecordSteps
      {...props}
      old={old}
      options={options}
      failure={failure}
      draft={draft}
      onChange={setDraft}
      onRecorded={setRecorded}
    />
  )
}
