import { FolderSearch } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { KeyDetail } from '../../../shared/model.ts'
import { openUseIn } from '../../actions.ts'
import { useAgentNames } from '../../agents.ts'
import { Button } from '../../components/Button.tsx'
import { useNow } from '../../hooks.ts'
import { runScan, useScan } from '../../scan.ts'
import { show } from '../../store.ts'
import { count, whenWord } from '../../words.ts'
import { Section } from './Section.tsx'
import { UseFileRow } from './UseFileRow.tsx'
import styles from './UsesSection.module.css'
import { filesOf, foremost } from './uses.ts'

/** So many files are listed unasked: what else is said of the key comes below them. */
const fewFiles = 12

/** Where the key is used: file, line, output, agent, and the way to where its value stands. */
export function UsesSection({ detail: { key, uses } }: { readonly detail: KeyDetail }) {
  const names = useAgentNames()
  const latest = useScan((state) => state.latest)
  const files = useMemo(
    () => filesOf(key, uses, latest?.findings ?? [], latest?.finishedAt ?? ''),
    [key, uses, latest],
  )
  // Of another key the first few again.
  const [allOf, setAllOf] = useState('')
  const shown = allOf === key.id || files.length <= fewFiles + 1 ? files : foremost(files, fewFiles)
  const places = files.reduce((sum, file) => sum + file.places.length, 0)
  return (
    <Section title="Where used" note={places > 0 ? count(places, 'place') : undefined}>
      {files.length === 0 ? (
        <p className={styles.none}>
          No known file carries it.{' '}
          {key.hasValue && (
            <button type="button" className={styles.link} onClick={() => openUseIn(key)}>
              Use it in a config
            </button>
          )}
        </p>
      ) : (
        <ul className={styles.uses}>
          {shown.map((use) => (
            <UseFileRow key={use.file} use={use} state={key.state} agents={names} />
          ))}
        </ul>
      )}
      {files.length > fewFiles + 1 && (
        <p className={styles.scan}>
          <button
            type="button"
            className={styles.link}
            aria-expanded={shown === files}
            onClick={() => setAllOf(shown === files ? '' : key.id)}
          >
            {shown === files ? 'Show fewer files' : `Show all ${count(files.length, 'file')}`}
          </button>
        </p>
      )}
      <LastScan empty={files.length === 0} />
    </Section>
  )
}

/** How old what is shown is, and the way to look again. */
function LastScan({ empty }: { readonly empty: boolean }) {
  const { latest, asked, running, progress, folders } = useScan()
  const now = useNow()
  if (!asked && !running) return null
  const look = (
    <button type="button" className={styles.link} onClick={() => show({ kind: 'scan' })}>
      {latest ? 'Show the scan' : 'Scan your folders'}
    </button>
  )
  if (running)
    return (
      <p className={styles.scan}>
        <span>
          Scanning{progress ? `: ${count(progress.files, 'file')}, ${progress.found} found` : ''}. {look}
        </span>
      </p>
    )
  if (!latest)
    return (
      <p className={styles.scan}>
        <span>
          {empty
            ? 'A scan finds where a key stands already.'
            : 'Files that were never scanned are not listed.'}{' '}
          {look}
        </span>
      </p>
    )
  return (
    <div className={styles.scan}>
      <span>
        Scanned {whenWord(latest.finishedAt, now)}. {look}
      </span>
      <Button
        size="small"
        variant="quiet"
        icon={<FolderSearch />}
        onClick={() => {
          if (folders.length > 0) void runScan()
          else show({ kind: 'scan' })
        }}
      >
        Scan again
      </Button>
    </div>
  )
}
