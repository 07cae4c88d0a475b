import { CircleSlash } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { AgentInfo, KeyType } from '../../../shared/model.ts'
import { PathText } from '../../components/PathText.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { agentFit, gallery } from '../use-in/planning.ts'
import styles from './Gallery.module.css'

/** The agents as cards: what each needs, and why some take no key from here. */
export function Gallery(props: {
  readonly agents: readonly AgentInfo[]
  readonly type: KeyType
  readonly onChoose: (agent: AgentInfo) => void
}) {
  const { agents, type, onChoose } = props
  const [query, setQuery] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const { fitting, otherType, refused } = gallery(agents, type, query)
  return (
    <div className={styles.gallery}>
      <TextInput
        ref={field}
        aria-label="Search agents"
        placeholder="Search agents"
        value={query}
        onChange={setQuery}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && query !== '') {
            event.preventDefault()
            event.stopPropagation()
            setQuery('')
          }
        }}
      />
      {fitting.length > 0 && (
        <Group title="Takes this key">
          {fitting.map((agent) => (
            <li key={agent.id}>
              <button type="button" className={styles.card} onClick={() => onChoose(agent)}>
                <span className={styles.name}>{agent.name}</span>
                <span className={styles.needs}>
                  {agent.files[0] ? <PathText path={agent.files[0]} /> : agent.formats.join(', ')}
                </span>
              </button>
            </li>
          ))}
        </Group>
      )}
      {otherType.length > 0 && (
        <Group title="Takes another type of key">
          {otherType.map((agent) => (
            <li key={agent.id} className={styles.refused}>
              <span className={styles.name}>{agent.name}</span>
              <span className={styles.why}>{agentFit(agent, type).reason}</span>
            </li>
          ))}
        </Group>
      )}
      {refused.length > 0 && (
        <Group title="Not supported">
          {refused.map((agent) => (
            <li key={agent.id} className={styles.refused}>
              <span className={styles.name}>
                <CircleSlash />
                {agent.name}
              </span>
              <span className={styles.why}>{agent.reason}</span>
            </li>
          ))}
        </Group>
      )}
      {fitting.length + otherType.length + refused.length === 0 && (
        <p role="status">No agent matches “{query.trim()}”. A config of any agent can be chosen as a file.</p>
      )}
    </div>
  )
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.group} aria-label={title}>
      <h3 className={styles.title}>{title}</h3>
      <ul className={styles.cards}>{children}</ul>
    </section>
  )
}
