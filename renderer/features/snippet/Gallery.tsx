// biome-ignore-all lint/a11y/useFocusableInteractive: the search field has the focus and points at the current agent
// biome-ignore-all lint/a11y/useKeyWithClickEvents: Enter in the search field does what a press on an agent does
// biome-ignore-all lint/a11y/useSemanticElements: a list to choose from with groups in it has no element of its own
import { CircleSlash } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { AgentInfo, Key } from '../../../shared/model.ts'
import { TextInput } from '../../components/TextInput.tsx'
import { announce } from '../../store.ts'
import { count } from '../../words.ts'
import { type GalleryEntry, gallery, type Purpose, takesWord } from './agent-fit.ts'
import styles from './Gallery.module.css'

/**
 * All agents by group: what each needs, which keys it takes, and why one takes none from here. One tab stop: arrows
 * move, Enter chooses. What does not fit stays in the list, so that its reason can be read and heard.
 */
export function Gallery(props: {
  readonly agents: readonly AgentInfo[]
  readonly keyed: Key
  readonly purpose?: Purpose
  readonly onChoose: (agent: AgentInfo) => void
}) {
  const { agents, keyed, purpose = 'file', onChoose } = props
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(-1)
  // Keys may come faster than the window is drawn.
  const at = useRef(-1)
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const groups = gallery(agents, keyed, query, purpose)
  const entries = groups.flatMap((group) => group.entries)
  const current = entries[active]

  const go = (index: number) => {
    const place = Math.max(0, Math.min(entries.length - 1, index))
    at.current = place
    setActive(place)
    document.getElementById(`${id}-${place}`)?.scrollIntoView({ block: 'nearest' })
  }
  const search = (text: string) => {
    setQuery(text)
    // Whoever searches wants what is found: Enter takes the first that fits.
    const found = gallery(agents, keyed, text, purpose).flatMap((group) => group.entries)
    at.current = text.trim() === '' ? -1 : found.findIndex(({ fit }) => fit.fits)
    setActive(at.current)
  }
  const choose = ({ agent, fit }: GalleryEntry) => {
    if (fit.fits) onChoose(agent)
    else announce(`${agent.name}: ${fit.reason}`)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      go(at.current + step)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const chosen = entries[at.current]
      if (chosen) choose(chosen)
      else go(0)
    } else if (event.key === 'Escape' && query !== '') {
      event.preventDefault()
      event.stopPropagation()
      search('')
    }
  }
  return (
    <div className={styles.gallery}>
      <div className={styles.search}>
        <TextInput
          ref={field}
          role="combobox"
          aria-label="Search agents"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={current ? `${id}-${active}` : undefined}
          placeholder={`Search ${count(agents.length, 'agent')}`}
          value={query}
          onChange={search}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label="Agents" className={styles.list} tabIndex={-1}>
        {groups.map(({ group, title, reason, entries: here }) => (
          <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
            <div id={`${id}-${group}`} className={styles.title} role="presentation">
              {title}
              <span className={styles.total}>{here.length}</span>
              {reason && <span className={styles.said}>{reason}</span>}
            </div>
            {here.map((entry) => (
              <Entry
                key={entry.agent.id}
                id={`${id}-${entry.index}`}
                entry={entry}
                keyed={keyed}
                said={reason}
                active={entry.index === active}
                onChoose={() => choose(entry)}
              />
            ))}
          </div>
        ))}
      </div>
      {entries.length === 0 && (
        <p role="status">No agent matches “{query.trim()}”. A config of any agent can be chosen as a file.</p>
      )}
    </div>
  )
}

function Entry(props: {
  readonly id: string
  readonly entry: GalleryEntry
  readonly keyed: Key
  /** The reason that its group gives already. */
  readonly said: string | null
  readonly active: boolean
  readonly onChoose: () => void
}) {
  const { id, entry, keyed, said, active, onChoose } = props
  const { agent, fit } = entry
  return (
    <div
      id={id}
      role="option"
      aria-selected={active}
      aria-disabled={!fit.fits || undefined}
      data-active={active || undefined}
      className={styles.entry}
      // The search field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span className={styles.name}>
        {!fit.fits && <CircleSlash />}
        {agent.name}
      </span>
      {agent.supported && <span className={styles.needs}>{agent.needs}</span>}
      {fit.fits || fit.reason === said ? (
        <span className={styles.takes}>
          {takesWord(agent, keyed)}
          {!fit.fits && <span className="unseen">. {fit.reason}</span>}
        </span>
      ) : (
        <span className={agent.supported ? styles.why : styles.refusal}>{fit.reason}</span>
      )}
    </div>
  )
}
