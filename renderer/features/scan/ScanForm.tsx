import { FolderPlus, FolderSearch, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Button } from '../../components/Button.tsx'
import { Checkbox } from '../../components/Checkbox.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { Mono } from '../../components/Mono.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import {
  cancelScan,
  mostFolders,
  pickFolders,
  removeFolder,
  runScan,
  setScanOptions,
  useScan,
} from '../../scan.ts'
import { count, sizeWord } from '../../words.ts'
import styles from './ScanForm.module.css'

/** What is looked through, and how far it is. */
export function ScanForm() {
  const { folders, honourIgnoreFiles, histories, running, latest } = useScan()
  const start = useRef<HTMLButtonElement>(null)
  const wasRunning = useRef(false)
  useEffect(() => {
    // Cancel goes away with the scan: the focus goes to what starts the next.
    if (wasRunning.current && !running && document.activeElement === document.body) start.current?.focus()
    wasRunning.current = running
  }, [running])
  const form = useRef<HTMLElement>(null)
  const before = useRef(folders.length)
  useEffect(() => {
    // The cross that was pressed went with its folder.
    const lost = document.activeElement === document.body
    if (folders.length < before.current && lost) form.current?.querySelector('button')?.focus()
    before.current = folders.length
  }, [folders.length])
  if (running) return <Running />
  return (
    <section ref={form} className={styles.form} aria-label="What to scan">
      {folders.length > 0 && (
        <ul className={styles.folders} aria-label="Folders">
          {folders.map((folder) => (
            <li key={folder} className={styles.folder}>
              <Mono wrap>{folder}</Mono>
              <IconButton
                compact
                label={`Remove ${folder}`}
                icon={<X />}
                onClick={() => removeFolder(folder)}
              />
            </li>
          ))}
        </ul>
      )}
      <div className={styles.options}>
        <Checkbox
          label="Honour ignore files"
          note="Leaves out what .gitignore and .ignore leave out."
          checked={honourIgnoreFiles}
          onChange={(on) => setScanOptions({ honourIgnoreFiles: on })}
        />
        <Checkbox
          label="Shell histories"
          note="Looks into those of your home folder as well."
          checked={histories}
          onChange={(on) => setScanOptions({ histories: on })}
        />
      </div>
      <div className={styles.actions}>
        <Button
          icon={<FolderPlus />}
          variant={folders.length === 0 ? 'primary' : 'secondary'}
          disabled={folders.length >= mostFolders}
          onClick={() => void pickFolders()}
        >
          {folders.length === 0 ? 'Choose folders…' : 'Add folders…'}
        </Button>
        {folders.length > 0 && (
          <Button ref={start} variant="primary" icon={<FolderSearch />} onClick={() => void runScan()}>
            {latest ? 'Scan again' : 'Scan'}
          </Button>
        )}
      </div>
    </section>
  )
}

function Running() {
  const { folders, progress, cancelling } = useScan()
  const cancel = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (document.activeElement === document.body) cancel.current?.focus()
  }, [])
  return (
    <section className={styles.running} aria-label="Scan in progress">
      <Spinner />
      <div className={styles.words}>
        <p className={styles.title}>
          {cancelling
            ? 'Stopping'
            : `Scanning ${folders.length === 1 ? folders[0] : count(folders.length, 'folder')}`}
        </p>
        <p className={styles.numbers}>
          {progress
            ? `${count(progress.files, 'file')} · ${sizeWord(progress.bytes)} · ${progress.found.toLocaleString('en')} found`
            : 'Starting'}
        </p>
      </div>
      <Button ref={cancel} busy={cancelling} onClick={() => void cancelScan()}>
        Cancel
      </Button>
    </section>
  )
}
