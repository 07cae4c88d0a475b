import { useRef, useState } from 'react'
import type { KeyBulkPlan, KeyBulkReport } from '../../../shared/providers.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { Field } from '../../components/Field.tsx'
import { FooterStart } from '../../components/FooterStart.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { useFirstFocus } from '../../components/use-first-focus.ts'
import type { DialogProps } from '../../views.ts'
import { count } from '../../words.ts'
import styles from './BulkDialog.module.css'
import { PlanItems, Results } from './BulkLists.tsx'
import { again, gerunds, opposite, planSentence, reportSentence, takingPart, verbs } from './bulk-words.ts'
import { useBulk } from './use-bulk.ts'

/** Several keys changed together: first what will happen to each, then what became of it. */
export default function BulkDialog({ request, onClose }: DialogProps<'bulk'>) {
  const bulk = useBulk(request)
  const { stage } = bulk
  if (stage.kind === 'plan')
    return (
      <Plan
        plan={stage.plan}
        failure={stage.failure}
        onClose={onClose}
        onRun={(typed) => void bulk.run(stage.plan, typed)}
        onPlan={() => void bulk.planAgain()}
      />
    )
  if (stage.kind === 'running') {
    const total = takingPart(stage.plan).length
    const done = bulk.results.filter(({ outcome }) => outcome !== 'left-out').length
    return (
      <Dialog
        size="medium"
        title={`${gerunds[stage.plan.action]} ${count(total, 'key')}`}
        dismissible={false}
        onClose={() => undefined}
        footer={
          <Button size="large" disabled={stage.cancelling} onClick={() => void bulk.cancel(stage.plan)}>
            {stage.cancelling ? 'Stops after this key' : 'Cancel the rest'}
          </Button>
        }
      >
        <p className={styles.running}>
          <Spinner />
          {done} of {total} through. One is done at a time; what is done stays done.
        </p>
        <progress className={styles.progress} aria-label="Keys that are through" max={total} value={done} />
        <Results results={bulk.results} />
      </Dialog>
    )
  }
  if (stage.kind === 'report')
    return (
      <Report
        report={stage.report}
        onClose={onClose}
        onPlan={(action, refs) => void bulk.plan(action, refs)}
      />
    )
  const title = `${verbs[request.action]} ${count(request.refs.length, 'key')}`
  return (
    <Dialog
      size="medium"
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button size="large" onClick={onClose}>
            Close
          </Button>
          {stage.kind === 'failed' && (
            <Button size="large" variant="primary" onClick={() => void bulk.planAgain()}>
              Look again
            </Button>
          )}
        </>
      }
    >
      {stage.kind === 'failed' ? (
        <FailureBanner failure={stage.failure} kept="Nothing was changed." />
      ) : (
        <Spinner label="Looking at each key" />
      )}
    </Dialog>
  )
}

function Plan(props: {
  readonly plan: KeyBulkPlan
  readonly failure: Parameters<typeof FailureBanner>[0]['failure']
  readonly onClose: () => void
  readonly onRun: (typedCount: number | null) => void
  readonly onPlan: () => void
}) {
  const { plan, failure } = props
  const { action } = plan
  const taking = takingPart(plan).length
  const cancel = useRef<HTMLButtonElement>(null)
  const [typed, setTyped] = useState('')
  const deletes = action === 'delete'
  const fits = taking > 0 && (!deletes || typed.trim() === String(taking))
  useFirstFocus(cancel, plan.planId)
  return (
    <Dialog
      size="medium"
      title={`${verbs[action]} ${count(plan.items.length, 'key')}`}
      description={planSentence(plan)}
      onClose={props.onClose}
      initialFocus={cancel}
      onSubmit={() => {
        if (fits) props.onRun(deletes ? taking : null)
      }}
      footer={
        <>
          <Button ref={cancel} size="large" onClick={props.onClose}>
            Cancel
          </Button>
          <Button
            size="large"
            type="submit"
            variant={deletes ? 'danger' : 'primary'}
            aria-disabled={!fits || undefined}
          >
            {verbs[action]} {taking > 0 ? count(taking, 'key') : ''}
          </Button>
        </>
      }
    >
      <FailureBanner
        failure={failure}
        actions={
          <Button size="small" onClick={props.onPlan}>
            Look again
          </Button>
        }
      />
      {deletes && taking > 0 && (
        <Banner tone="warning" title="The vendor forgets deleted keys for ever">
          Agents that use them stop sending at once. Disabling can be undone.
        </Banner>
      )}
      <PlanItems plan={plan} />
      {deletes && taking > 0 && (
        <Field label={`Type ${taking} to delete ${count(taking, 'key')}`}>
          <TextInput value={typed} inputMode="numeric" onChange={setTyped} />
        </Field>
      )}
    </Dialog>
  )
}

function Report(props: {
  readonly report: KeyBulkReport
  readonly onClose: () => void
  readonly onPlan: (
    action: KeyBulkReport['action'],
    refs: readonly KeyBulkReport['results'][number]['ref'][],
  ) => void
}) {
  const { report } = props
  const close = useRef<HTMLButtonElement>(null)
  const failed = again(report)
  const back = opposite[report.action]
  const done = report.results.filter(({ outcome }) => outcome === 'done')
  useFirstFocus(close, report)
  return (
    <Dialog
      size="medium"
      title={reportSentence(report).slice(0, -1)}
      onClose={props.onClose}
      initialFocus={close}
      footer={
        <>
          {back && done.length > 0 && (
            <FooterStart>
              <Button
                size="large"
                onClick={() =>
                  props.onPlan(
                    back,
                    done.map(({ ref }) => ref),
                  )
                }
              >
                Undo: {verbs[back].toLowerCase()} {count(done.length, 'key')}…
              </Button>
            </FooterStart>
          )}
          {failed.length > 0 && (
            <Button
              size="large"
              onClick={() =>
                props.onPlan(
                  report.action,
                  failed.map(({ ref }) => ref),
                )
              }
            >
              Try {count(failed.length, 'key')} again…
            </Button>
          )}
          <Button ref={close} size="large" variant="primary" onClick={props.onClose}>
            Done
          </Button>
        </>
      }
    >
      {report.cancelled && (
        <Banner tone="info" title="Cancelled between two keys">
          What was done stays done. The others were not touched.
        </Banner>
      )}
      <Results results={report.results} sorted />
    </Dialog>
  )
}
