import { useRef, useState } from 'react'
import type { Verification } from '../../../shared/providers.ts'
import { valueRefusal } from '../../actions.ts'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Checkbox } from '../../components/Checkbox.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { Field } from '../../components/Field.tsx'
import { type StepState, Steps } from '../../components/Steps.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { useFirstFocus } from '../../components/use-first-focus.ts'
import { useNow } from '../../hooks.ts'
import { useStore } from '../../store.ts'
import { useVendor } from '../../vendors.ts'
import type { DialogProps } from '../../views.ts'
import { whenWord } from '../../words.ts'
import { useDetail } from '../detail/use-detail.ts'
import { useKey } from '../dialogs/use-key.ts'
import { useSubmit } from '../dialogs/use-submit.ts'
import styles from './VerifyDialog.module.css'

const stepStates: Record<Verification['steps'][number]['outcome'], { state: StepState; word: string }> = {
  ok: { state: 'done', word: 'Seen' },
  failed: { state: 'failed', word: 'Refused' },
  unknown: { state: 'unproven', word: 'Unknown' },
  skipped: { state: 'skipped', word: 'Not asked' },
}

const verdicts: Record<Verification['verdict'], { tone: 'info' | 'warning' | 'error'; word: string }> = {
  works: { tone: 'info', word: 'It works' },
  rejected: { tone: 'error', word: 'The vendor refuses it' },
  unknown: { tone: 'warning', word: 'Not known' },
}

/** Whether a key's value works, asked of the vendor step by step: what costs nothing first, a marked line only on request. */
export default function VerifyDialog({ request: { ref }, onClose }: DialogProps<'verify'>) {
  const key = useKey(ref)
  const { detail } = useDetail(ref)
  const vault = useStore((state) => state.snapshot?.vault)
  const account = useStore((state) => state.snapshot?.accounts.find(({ id }) => id === ref.accountId))
  const info = useVendor(key?.provider)
  const [markedLine, setMarkedLine] = useState(false)
  const [ingest, setIngest] = useState(account?.instance ?? '')
  const asksFor = info?.instance?.inVerification ? info.instance : null
  const [result, setResult] = useState<Verification | null>(null)
  const run = useRef<HTMLButtonElement>(null)
  const { busy, failure, submit } = useSubmit(setResult)
  const now = useNow()
  useFirstFocus(run, result?.at)
  if (!key) return null
  const refusal = detail?.cannot.verify ?? (vault ? valueRefusal(key, vault) : null)
  const verify = () => {
    if (busy || refusal) return
    // Emptied, none is asked: not the account's own all the same.
    const wish = { markedLine, ingestId: asksFor ? ingest.trim() : null }
    void submit(api['keys.verify']({ ref, wish }))
  }
  return (
    <Dialog
      size="medium"
      title={`Verify ${key.name}`}
      description="The vendor is asked whether it takes the value. The value goes to the vendor alone."
      onClose={onClose}
      initialFocus={run}
      onSubmit={verify}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            Close
          </Button>
          <Button
            ref={run}
            size="large"
            type="submit"
            variant="primary"
            busy={busy}
            aria-disabled={refusal !== null || undefined}
          >
            {result ? 'Verify again' : 'Verify'}
          </Button>
        </>
      }
    >
      {refusal && (
        <Banner tone="warning" title="It cannot be verified now">
          {refusal}
        </Banner>
      )}
      <FailureBanner failure={failure} kept="Nothing was changed." />
      {result && (
        <>
          <Banner live tone={verdicts[result.verdict].tone} title={verdicts[result.verdict].word}>
            {result.sentence}
          </Banner>
          <section className={styles.ladder} aria-label="What was asked">
            <Steps
              label="What was asked, in order"
              steps={result.steps.map(({ title, outcome, text }, index) => ({
                id: `${index} ${title}`,
                title,
                ...stepStates[outcome],
                evidence: text,
              }))}
            />
            <p className={styles.note}>Asked {whenWord(result.at, now)}.</p>
          </section>
        </>
      )}
      {asksFor && (
        <Field label={asksFor.label} hint={asksFor.hint} optional>
          <TextInput mono value={ingest} maxLength={200} onChange={setIngest} />
        </Field>
      )}
      <Checkbox
        label="Send one marked line if nothing else can tell"
        note="It is stored by the vendor, counts against the plan and can be seen by everybody who may read the data. Without it, what only sending proves stays unknown."
        checked={markedLine}
        disabled={refusal !== null}
        onChange={setMarkedLine}
      />
    </Dialog>
  )
}
