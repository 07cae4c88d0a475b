import { useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { CreateOptions, Key } from '../../../shared/model.ts'
import type { ProviderInfo } from '../../../shared/providers.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { FooterStart } from '../../components/FooterStart.tsx'
import { GuardedDialog } from '../../components/GuardedDialog.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { announce } from '../../store.ts'
import { AccountField } from '../create/AccountField.tsx'
import type { NewKeyProps } from '../create/CreateForm.tsx'
import { AsMadePart } from './AsMadePart.tsx'
import { AtVendorPart } from './AtVendorPart.tsx'
import { type RecordDraft, type RecordProblems, recordProblems, toRecord } from './record-form.ts'

/** The first two steps: made there, recorded here. */
export function RecordSteps(
  props: NewKeyProps & {
    readonly info: ProviderInfo
    readonly old: Key | null
    readonly options: CreateOptions | null
    readonly failure: Failure | null
    readonly draft: RecordDraft | null
    readonly onChange: (draft: RecordDraft) => void
    readonly onRecorded: (key: Key) => void
  },
) {
  const { account, accounts, info, old, options, draft, onClose } = props
  const [step, setStep] = useState<1 | 2>(1)
  const [touched, setTouched] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [problems, setProblems] = useState<RecordProblems>({})
  const name = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (step === 2) name.current?.focus()
  }, [step])

  const submit = async () => {
    if (!draft || !options || busy) return
    if (step === 1) return setStep(2)
    const found = recordProblems(draft)
    setProblems(found)
    if (found.name) name.current?.focus()
    if (Object.keys(found).length > 0) return
    setBusy(true)
    setFailure(null)
    const answer = await api['keys.record'](toRecord(draft, account.id))
    setBusy(false)
    if (!answer.ok) return setFailure(answer.failure)
    announce(`${answer.value.name} is recorded. Its value comes next.`)
    props.onRecorded(answer.value)
  }
  return (
    <GuardedDialog
      size="medium"
      title={old ? `New key in place of ${old.name}` : 'New key'}
      description={
        step === 1 ? `Step 1 of 3: make it at ${info.name}` : 'Step 2 of 3: record it as you made it'
      }
      unsaved={touched ? 'what you typed' : null}
      locked={busy}
      onClose={onClose}
      onSubmit={() => void submit()}
      footer={
        <>
          {step === 2 && !busy && (
            <FooterStart>
              <Button size="large" onClick={() => setStep(1)}>
                Back
              </Button>
            </FooterStart>
          )}
          {!busy && (
            <Button size="large" onClick={onClose}>
              Cancel
            </Button>
          )}
          <Button
            size="large"
            type="submit"
            variant="primary"
            busy={busy}
            aria-disabled={!draft || undefined}
          >
            {step === 1 ? 'It is made' : busy ? 'Recording' : 'Record it'}
          </Button>
        </>
      }
    >
      <FailureBanner failure={failure} kept="Nothing was recorded. What you typed is still here." />
      <FailureBanner failure={props.failure} />
      {step === 1 && <AccountField accounts={accounts} accountId={account.id} onAccount={props.onAccount} />}
      {draft && options
        ? step === 1 && (
            <AtVendorPart account={account} info={info} draft={draft} replaces={old?.name ?? null} />
          )
        : !props.failure && <Spinner label="Reading what this account can record" />}
      {draft && options && step === 2 && (
        <AsMadePart
          info={info}
          options={options}
          draft={draft}
          problems={problems}
          disabled={busy}
          nameRef={name}
          onChange={(next) => {
            props.onChange(next)
            setTouched(true)
            setProblems({})
          }}
        />
      )}
    </GuardedDialog>
  )
}
