import { FlaskConical, RotateCw, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { PlannedStep, RehearsalReport, RotationPlan } from '../../../shared/rotation.ts'
import { api } from '../../api.ts'
import { Badge } from '../../components/Badge.tsx'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { useSlow } from '../../hooks.ts'
import { announce, findKey, openKey, show, useStore } from '../../store.ts'
import { count } from '../../words.ts'
import { MaskedDiff } from '../use-in/MaskedDiff.tsx'
import { exchangeSentence } from './exchange.ts'
import pageStyles from './Page.module.css'
import { Page } from './Page.tsx'
import styles from './Plan.module.css'
import { PlanTargets } from './PlanTargets.tsx'
import { RecordFirst, useRecordFirst } from './RecordFirst.tsx'
import { SettingsFields } from './SettingsFields.tsx'
import { StepList } from './StepList.tsx'
import { settingsOf } from './settings.ts'

function Order({ steps }: { readonly steps: readonly PlannedStep[] }) {
  return (
    <ol className={styles.order}>
      {steps.map((step, index) => (
        <li key={step.step} className={styles.step}>
          <span className={styles.number} aria-hidden="true">
            {index + 1}
          </span>
          <span>{step.text}</span>
          {step.final && (
            <Badge tone="danger" icon={<TriangleAlert />} plain>
              Can’t be undone
            </Badge>
          )}
          {step.lacks && (
            <span className={styles.lacks}>
              <TriangleAlert /> {step.lacks}
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}

function Changes({ plan }: { readonly plan: RotationPlan }) {
  const changing = plan.files.filter((file) => !file.unchanged)
  return (
    <div className={styles.files}>
      {changing.map((file, index) => (
        <details key={file.file} open={index === 0}>
          <summary>
            {file.file} <span className={pageStyles.note}>{count(file.changes.length, 'place')}</span>
          </summary>
          {file.warnings.map((warning) => (
            <Banner key={warning} tone="warning" title={warning} />
          ))}
          <MaskedDiff file={file.file} changes={file.changes} />
        </details>
      ))}
    </div>
  )
}

function Rehearsed(props: { readonly report: RehearsalReport; readonly plan: RotationPlan }) {
  const { report, plan } = props
  return (
    <section className={pageStyles.stack} aria-label="Rehearsal">
      <Banner live tone={report.passed ? 'info' : 'error'} title={report.sentence} />
      <details>
        <summary>{count(report.steps.length, 'step')} of the rehearsal</summary>
        <StepList
          label="Steps of the rehearsal"
          steps={report.steps}
          targets={plan.targets}
          waitsUntil={null}
        />
      </details>
    </section>
  )
}

const nameOf = (ref: KeyRef | null): string | null => (ref && findKey(ref)?.name) ?? null

/** What a rotation of the key would do, before anything is done. With a `replacement`, that key takes its place. */
export function PlanPage(props: { readonly keyRef: KeyRef; readonly replacement: KeyRef | null }) {
  const { keyRef, replacement } = props
  const known = useStore((state) => state.snapshot?.targets)
  const [settings, setSettings] = useState(settingsOf('planned'))
  const [plan, setPlan] = useState<RotationPlan | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [report, setReport] = useState<RehearsalReport | null>(null)
  const [busy, setBusy] = useState<'start' | 'rehearse' | null>(null)
  const recordFirst = useRecordFirst(keyRef, replacement)
  const slow = useSlow(!plan && !failure)
  const request = { ref: keyRef, mode: 'planned', settings, ...(replacement ? { replacement } : {}) } as const
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is known of agents decides the plan
  useEffect(() => {
    let wanted = true
    void api['rotations.plan'](request).then((answer) => {
      if (!wanted) return
      if (answer.ok) setPlan(answer.value)
      setFailure(answer.ok ? null : answer.failure)
    })
    return () => {
      wanted = false
    }
  }, [keyRef, replacement, settings, known])

  const name = plan?.keyName ?? findKey(keyRef)?.name ?? 'the key'
  const start = async () => {
    setBusy('start')
    const answer = await api['rotations.start'](request)
    setBusy(null)
    if (answer.ok) show({ kind: 'rotation', ref: keyRef, id: answer.value.id })
    else setFailure(answer.failure)
  }
  const rehearse = async () => {
    setBusy('rehearse')
    announce('Rehearsing.')
    const answer = await api['rotations.rehearse'](request)
    setBusy(null)
    if (answer.ok) setReport(answer.value)
    else setFailure(answer.failure)
  }
  const ready = plan !== null && plan.refusal === null
  const hands = plan?.targets.filter((target) => target.reload === 'word').length ?? 0
  const head = plan && <p className={styles.exchange}>{exchangeSentence(plan, nameOf(plan.replacement))}</p>
  return (
    <Page
      title={`Rotate ${name}`}
      back={{ label: name, run: () => openKey(keyRef) }}
      head={head}
      stage={plan ? 'planned' : 'planning'}
      bar={
        plan && (
          <>
            <span className={pageStyles.gap} />
            <Button
              size="large"
              icon={<FlaskConical />}
              busy={busy === 'rehearse'}
              disabled={!ready}
              onClick={() => void rehearse()}
            >
              Rehearse
            </Button>
            <Button
              size="large"
              variant="primary"
              icon={<RotateCw />}
              busy={busy === 'start'}
              disabled={!ready}
              onClick={() => void start()}
            >
              Rotate now
            </Button>
          </>
        )
      }
    >
      <FailureBanner failure={failure} />
      {!plan && slow && !failure && <EmptyState icon={<Spinner />} title="Looking at what carries it" />}
      {plan && (
        <>
          {(plan.refusal || plan.warnings.length > 0) && (
            <div className={pageStyles.stack}>
              {plan.refusal && (
                <Banner
                  // A key that the user makes is the first step, and no failure.
                  tone={recordFirst ? 'info' : 'error'}
                  title={plan.refusal.message}
                  actions={recordFirst ? <RecordFirst keyRef={keyRef} /> : null}
                >
                  {plan.refusal.hint}
                </Banner>
              )}
              {plan.warnings.map((warning) => (
                <Banner key={warning} tone="warning" title={warning} />
              ))}
            </div>
          )}
          {report && <Rehearsed report={report} plan={plan} />}
          <section className={pageStyles.section} aria-labelledby="carries">
            <h2 id="carries" className={pageStyles.heading}>
              What carries it
            </h2>
            {plan.targets.length === 0 ? (
              <p className={pageStyles.note}>No agent is known that carries this key.</p>
            ) : (
              <>
                <PlanTargets targets={plan.targets} />
                {hands > 0 && (
                  <p className={pageStyles.note}>
                    It stops before the cut and asks you about {count(hands, 'agent')}.
                  </p>
                )}
              </>
            )}
          </section>
          <section className={pageStyles.section} aria-labelledby="order">
            <h2 id="order" className={pageStyles.heading}>
              What happens, in order
            </h2>
            <Order steps={plan.steps} />
          </section>
          {plan.files.some((file) => !file.unchanged) && (
            <section className={pageStyles.section} aria-labelledby="changes">
              <h2 id="changes" className={pageStyles.heading}>
                Changes in {count(plan.files.filter((file) => !file.unchanged).length, 'file')}
              </h2>
              <Changes plan={plan} />
            </section>
          )}
          <section className={pageStyles.section} aria-labelledby="care">
            <h2 id="care" className={pageStyles.heading}>
              Settings
            </h2>
            <SettingsFields settings={settings} onChange={setSettings} />
          </section>
        </>
      )}
    </Page>
  )
}
