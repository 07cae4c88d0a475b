import { useEffect, useRef } from 'react'
import { useAgents } from '../../agents.ts'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { FooterStart } from '../../components/FooterStart.tsx'
import { GuardedDialog } from '../../components/GuardedDialog.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { openDialog, useStore } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { findKey } from '../import/import-choices.ts'
import { useFileDrop } from '../import/use-file-drop.ts'
import { DropHint } from '../import/WindowDrop.tsx'
import { Gallery } from '../snippet/Gallery.tsx'
import { AgentPart } from './AgentPart.tsx'
import { PlanPart } from './PlanPart.tsx'
import { canPlanAgain, onlyRefused, planSummary, whyNotUsable } from './planning.ts'
import { Receipt } from './Receipt.tsx'
import { TroublePart } from './TroublePart.tsx'
import { useInjection } from './use-injection.ts'

const noKeys: readonly never[] = []

export default function UseInDialog({ request, onClose }: DialogProps<'use-in'>) {
  const keyed = findKey(
    useStore((state) => state.snapshot?.keys ?? noKeys),
    request.ref,
  )
  const { agents, failure: agentsFailure } = useAgents()
  const injection = useInjection(request.ref)
  const { stage, plan } = injection
  // Asked for with an agent: the gallery is passed over, and Back leads to it.
  const asked = agents?.find((agent) => agent.id === request.agentId)
  const passed = useRef(false)
  useEffect(() => {
    if (!asked || passed.current) return
    passed.current = true
    injection.choose(asked)
  }, [asked, injection.choose])
  const refusal = keyed ? whyNotUsable(keyed) : 'This key is not listed any more.'
  const choosing = !refusal && (stage.kind === 'where' || stage.kind === 'agent')
  const over = useFileDrop((files) => {
    if (choosing)
      void plan(
        files.map((file) => api.pathOf(file)),
        [],
      )
  })

  if (!keyed || refusal) {
    return (
      <Dialog
        size="medium"
        title={`Use ${keyed?.name ?? 'the key'} in a config`}
        onClose={onClose}
        footer={
          <>
            <Button size="large" onClick={onClose}>
              Close
            </Button>
            {keyed && keyed.state !== 'gone' && (
              <Button
                size="large"
                variant="primary"
                onClick={() => openDialog({ name: 'import', ref: request.ref })}
              >
                Import the value…
              </Button>
            )}
          </>
        }
      >
        <Banner tone="warning" title={refusal} />
      </Dialog>
    )
  }
  if (stage.kind === 'done') return <Receipt name={keyed.name} receipt={stage.receipt} onClose={onClose} />

  const busy = stage.kind === 'planning' || (stage.kind === 'plan' && stage.applying)
  const back = stage.kind !== 'where' && !busy && (
    <FooterStart>
      <Button size="large" onClick={injection.startOver}>
        Back
      </Button>
    </FooterStart>
  )
  const pick = (
    <Button size="large" variant="primary" onClick={() => void injection.pickFiles()}>
      Choose files…
    </Button>
  )
  const changing = stage.kind === 'plan' ? stage.plan.files.filter((file) => !file.unchanged).length : 0
  const writes = changing > 0
  const stuck = stage.kind === 'trouble' && onlyRefused(stage.verdicts)
  // A refused file may have been corrected meanwhile.
  const ready = stuck || (stage.kind === 'trouble' && canPlanAgain(stage.verdicts, injection.places))
  return (
    <GuardedDialog
      size="large"
      title={
        stage.kind === 'agent' ? `Use ${keyed.name} in ${stage.agent.name}` : `Use ${keyed.name} in a config`
      }
      description={
        stage.kind === 'plan'
          ? planSummary(stage.plan)
          : stage.kind === 'trouble'
            ? stuck
              ? 'Nothing was written.'
              : 'Nothing was written. Settle what is marked, then it is planned again.'
            : 'Nothing is written before you have seen the change.'
      }
      unsaved={stage.kind === 'trouble' && injection.places.length > 0 ? 'the chosen places' : null}
      locked={stage.kind === 'plan' && stage.applying}
      onClose={onClose}
      footer={
        <>
          {back}
          {!busy && (
            <Button size="large" onClick={onClose}>
              {stage.kind === 'agent' || (stage.kind === 'plan' && !writes) ? 'Close' : 'Cancel'}
            </Button>
          )}
          {stage.kind === 'where' && pick}
          {stage.kind === 'trouble' && (
            <Button
              size="large"
              variant={stuck ? 'secondary' : 'primary'}
              disabled={!ready}
              onClick={() => void injection.planAgain()}
            >
              Plan again
            </Button>
          )}
          {stuck && pick}
          {stage.kind === 'plan' && injection.failure && !stage.applying && (
            <Button size="large" onClick={() => void injection.planAgain()}>
              Plan again
            </Button>
          )}
          {stage.kind === 'plan' && writes && (
            <Button
              size="large"
              variant="primary"
              busy={stage.applying}
              onClick={() => void injection.apply(stage.plan)}
            >
              {stage.applying
                ? changing > 1
                  ? `Writing ${changing} files`
                  : 'Writing'
                : changing > 1
                  ? 'Apply all'
                  : 'Apply'}
            </Button>
          )}
        </>
      }
    >
      {injection.failure && (
        <FailureBanner
          failure={injection.failure}
          kept={
            stage.kind === 'plan'
              ? 'All files are written or none: no file was changed.'
              : 'No file was changed.'
          }
        />
      )}
      <FailureBanner failure={agentsFailure} />
      {stage.kind === 'where' &&
        (agents ? (
          <Gallery agents={agents} keyed={keyed} onChoose={injection.choose} />
        ) : (
          !agentsFailure && <Spinner label="Reading the agents" />
        ))}
      {stage.kind === 'agent' && (
        <AgentPart agent={stage.agent} keyed={keyed} onPickFiles={() => void injection.pickFiles()} />
      )}
      {stage.kind === 'planning' && <Spinner label="Reading the files" />}
      {stage.kind === 'trouble' && (
        <TroublePart
          verdicts={stage.verdicts}
          places={injection.places}
          onPlaces={injection.setPlaces}
          onLeaveOut={injection.leaveOut}
        />
      )}
      {stage.kind === 'plan' && <PlanPart plan={stage.plan} />}
      {over && choosing && <DropHint>Drop config files to plan the change</DropHint>}
    </GuardedDialog>
  )
}
