import { Tabs } from '@base-ui/react/tabs'
import { ExternalLink } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { AgentInfo, Key } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { Instruction } from '../../components/Instruction.tsx'
import { attempt } from '../../store.ts'
import { SnippetPanel } from '../snippet/SnippetPanel.tsx'
import styles from './AgentPart.module.css'

/** One agent: where its configuration usually is, or a ready snippet. */
export function AgentPart(props: {
  readonly agent: AgentInfo
  readonly keyed: Key
  readonly onPickFiles: () => void
}) {
  const { agent, keyed } = props
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  const docs = () => void attempt(api['app.open']({ kind: 'agent-docs', agentId: agent.id }))
  return (
    <Tabs.Root defaultValue="files" className={styles.tabs}>
      <Tabs.List className={styles.list} aria-label="How to use the key">
        <Tabs.Tab ref={first} value="files" className={styles.tab}>
          In its files
        </Tabs.Tab>
        {agent.formats.length > 0 && (
          <Tabs.Tab value="snippet" className={styles.tab}>
            As a snippet
          </Tabs.Tab>
        )}
      </Tabs.List>
      <Tabs.Panel value="files" className={styles.panel}>
        <p className={styles.needs}>{agent.needs}</p>
        <h3 className={styles.title}>Usually found in</h3>
        {agent.files.length > 0 ? (
          <ul className={styles.files}>
            {agent.files.map((file) => (
              <li key={file}>{file}</li>
            ))}
          </ul>
        ) : (
          <p>Wherever you keep it.</p>
        )}
        <p className={styles.hint}>
          Choose files, or drop them here. Where one refers to a variable or to another file, Keyturn follows
          it to where the value itself stands, and shows the way.
        </p>
        <Button variant="primary" onClick={props.onPickFiles}>
          Choose files…
        </Button>
        <h3 className={styles.title}>Afterwards</h3>
        <div>
          <Instruction text={agent.afterChange || 'Nothing.'} />
        </div>
        <Button variant="quiet" icon={<ExternalLink />} onClick={docs}>
          Vendor documentation
        </Button>
      </Tabs.Panel>
      <Tabs.Panel value="snippet" className={styles.panel}>
        <SnippetPanel agent={agent} keyed={keyed} />
      </Tabs.Panel>
    </Tabs.Root>
  )
}
