import { useState } from 'react'
import type { AgentInfo } from '../../../shared/model.ts'
import { useAgents } from '../../agents.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { FooterStart } from '../../components/FooterStart.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { useStore } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { findKey } from '../import/import-choices.ts'
import { Gallery } from './Gallery.tsx'
import { SnippetPanel } from './SnippetPanel.tsx'

const noKeys: readonly never[] = []

export default function SnippetDialog({ request, onClose }: DialogProps<'snippet'>) {
  const keyed = findKey(
    useStore((state) => state.snapshot?.keys ?? noKeys),
    request.ref,
  )
  const { agents, failure } = useAgents()
  const [agent, setAgent] = useState<AgentInfo | null>(null)
  return (
    <Dialog
      size="large"
      title={
        agent
          ? `${agent.name} with ${keyed?.name ?? 'this key'}`
          : `Snippet with ${keyed?.name ?? 'this key'}`
      }
      description={
        agent
          ? 'It uses the agent’s own reference to the key. Only a copy with the value carries the value.'
          : 'Choose the agent that you configure.'
      }
      onClose={onClose}
      footer={
        <>
          {agent && (
            <FooterStart>
              <Button size="large" onClick={() => setAgent(null)}>
                Other agent
              </Button>
            </FooterStart>
          )}
          <Button size="large" variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <FailureBanner failure={failure} />
      {!agents && !failure && <Spinner label="Reading the agents" />}
      {agent && keyed && <SnippetPanel agent={agent} keyed={keyed} />}
      {!agent && agents && keyed && (
        <Gallery agents={agents} keyed={keyed} purpose="snippet" onChoose={setAgent} />
      )}
    </Dialog>
  )
}
