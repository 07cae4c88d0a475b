import { useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { Verification } from '../../../shared/providers.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { type Step, Steps } from '../../components/Steps.tsx'
import { announce } from '../../store.ts'

const states = { ok: 'done', failed: 'failed', unknown: 'unproven', skipped: 'skipped' } as const

/** Whether the stored value works, as far as can be told without sending anything. Not needed to go on. */
export function VerifyPart({ keyRef }: { readonly keyRef: KeyRef }) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [found, setFound] = useState<Verification | null>(null)
  const verify = async () => {
    setBusy(true)
    setFailure(null)
    const wish = { markedLine: false, ingestId: null }
    const answer = await api['keys.verify']({ ref: keyRef, wish })
    setBusy(false)
    if (!answer.ok) return setFailure(answer.failure)
    setFound(answer.value)
    announce(answer.value.sentence)
  }
  const steps: readonly Step[] =
    found?.steps.map(({ title, outcome, text }, index) => ({
      id: `${index}`,
      title,
      state: states[outcome],
      evidence: text,
    })) ?? []
  return (
    <>
      {found && (
        <>
          <p>{found.sentence}</p>
          <Steps label="Verification" steps={steps} />
        </>
      )}
      <FailureBanner failure={failure} kept="The stored value is not affected." />
      {!found && !failure && (
        <p>
          Whether it works can be asked with the value itself, as far as that is possible without sending
          anything.
        </p>
      )}
      <p>
        <Button busy={busy} onClick={() => void verify()}>
          {found || failure ? 'Verify again' : 'Verify the value'}
        </Button>
      </p>
    </>
  )
}
