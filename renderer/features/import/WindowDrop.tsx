import { FileDown } from 'lucide-react'
import { openDialog, useStore } from '../../store.ts'
import { useFileDrop } from './use-file-drop.ts'
import styles from './WindowDrop.module.css'

/** A downloaded value may be dropped anywhere on the window: the import opens with it. An open dialog takes its own. */
export function WindowDrop() {
  const free = useStore((state) => state.dialog === null && (state.snapshot?.accounts.length ?? 0) > 0)
  const over = useFileDrop(([file]) => {
    if (file && free) openDialog({ name: 'import', file })
  })
  return over && free ? <DropHint>Drop the downloaded value to import it</DropHint> : null
}

/** Covers the window while a file is held over it. */
export function DropHint({ children }: { readonly children: string }) {
  return (
    <div className={styles.cover}>
      <p className={styles.words}>
        <FileDown />
        {children}
      </p>
    </div>
  )
}
