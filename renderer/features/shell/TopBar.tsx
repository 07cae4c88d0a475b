import { Menu, Plus, Search, X } from 'lucide-react'
import { Button } from '../../components/Button.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { Kbd } from '../../components/Kbd.tsx'
import { openDialog, search, setPalette, setSidebar, useStore } from '../../store.ts'
import { capsOf } from './shortcuts.ts'
import styles from './TopBar.module.css'

/** Search, always in the same place, and the one thing that is made here. */
export function TopBar() {
  const query = useStore((state) => state.query)
  const platform = useStore((state) => state.snapshot?.desktop.platform ?? '')
  const accountId = useStore((state) => (state.view.kind === 'keys' ? state.view.accountId : undefined))
  const sidebarOpen = useStore((state) => state.sidebarOpen)

  return (
    <header className={styles.bar}>
      <span className={styles.menu}>
        <IconButton
          label="Menu"
          icon={<Menu />}
          aria-expanded={sidebarOpen}
          onClick={() => setSidebar(!sidebarOpen)}
        />
      </span>
      <search className={styles.search}>
        <Search />
        <input
          type="search"
          className={styles.field}
          placeholder="Search keys, files, agents"
          aria-label="Search keys, files, agents"
          aria-keyshortcuts="/"
          spellCheck={false}
          autoComplete="off"
          value={query}
          onChange={(event) => search(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              event.preventDefault()
              if (query) search('')
              else event.currentTarget.blur()
            }
            if (event.key === 'ArrowDown' || event.key === 'Enter') {
              event.preventDefault()
              document.querySelector<HTMLElement>('[role=grid]')?.focus()
            }
          }}
        />
        {query ? (
          <IconButton compact label="Clear the search" icon={<X />} onClick={() => search('')} />
        ) : (
          <button type="button" className={styles.palette} onClick={() => setPalette(true)}>
            <span className="unseen">Open the palette, </span>
            <Kbd keys={capsOf('palette', platform)} />
          </button>
        )}
      </search>
      <Button
        variant="primary"
        size="large"
        icon={<Plus />}
        aria-keyshortcuts="N"
        onClick={() => openDialog({ name: 'create-key', ...(accountId ? { accountId } : {}) })}
      >
        New key
      </Button>
    </header>
  )
}
