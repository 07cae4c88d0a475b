import { Dialog } from '@base-ui/react/dialog'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useAgents } from '../../agents.ts'
import { Kbd } from '../../components/Kbd.tsx'
import { setPalette, useStore } from '../../store.ts'
import { agentCommands, commands, keyEntries } from './commands.tsx'
import { Highlighted } from './Highlighted.tsx'
import styles from './Palette.module.css'
import { rank } from './rank.ts'

function Content() {
  const id = useId()
  const snapshot = useStore((state) => state.snapshot)
  const { agents } = useAgents()
  const [query, setQuery] = useState('')
  const [index, setIndex] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const keys = snapshot?.keys
  const entries = useMemo(() => keyEntries(keys ?? []), [keys])
  const all = useMemo(
    () => (snapshot ? [...commands(snapshot), ...agentCommands(agents ?? []), ...entries] : []),
    [snapshot, agents, entries],
  )
  const found = useMemo(() => rank(all, query, 50), [all, query])
  const at = Math.min(index, found.length - 1)

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at])

  const run = (place: number) => {
    const item = found[place]?.item
    if (!item) return
    setPalette(false)
    // After the palette gave the focus back, so that what opens next can take it.
    setTimeout(item.run)
  }

  const press = (event: KeyboardEvent) => {
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1 >= found.length ? 0 : at + 1,
      ArrowUp: at <= 0 ? found.length - 1 : at - 1,
      PageDown: Math.min(at + 8, found.length - 1),
      PageUp: Math.max(at - 8, 0),
    }
    const to = moves[event.key]
    if (to !== undefined) {
      event.preventDefault()
      setIndex(to)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      run(at)
    }
  }

  return (
    <>
      <input
        className={styles.input}
        role="combobox"
        aria-label="Find a key, file, agent or command"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${at}` : undefined}
        aria-autocomplete="list"
        placeholder="Find a key, file, agent or command"
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setIndex(0)
        }}
        onKeyDown={press}
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label="Found"
        className={styles.list}
        tabIndex={-1}
      >
        {found.map(({ item, places }, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and takes Enter
          <div
            key={item.id}
            id={`${id}-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === at}
            className={styles.option}
            onClick={() => run(place)}
            onMouseMove={() => setIndex(place)}
          >
            <span className={styles.icon}>{item.icon}</span>
            <span className={styles.title}>
              <Highlighted text={item.title} places={places} />
            </span>
            {item.note && <span className={styles.note}>{item.note}</span>}
            {item.shortcut && <Kbd keys={item.shortcut} />}
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p className={styles.none} role="status">
          Nothing matches “{query}”.
        </p>
      )}
    </>
  )
}

/** Everything, by a few letters. */
export function Palette() {
  const open = useStore((state) => state.paletteOpen && state.snapshot !== null)
  return (
    <Dialog.Root open={open} onOpenChange={setPalette}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup} aria-label="Palette">
          <Content />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
