import {
  CircleAlert,
  ClipboardCheck,
  ClipboardX,
  Hand,
  Lock,
  RefreshCw,
  ShieldCheck,
  TriangleAlert,
} from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import type { Account, ClipboardStatus } from '../../../shared/model.ts'
import { clearClipboard, sync } from '../../actions.ts'
import { IconButton } from '../../components/IconButton.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { useCountdown } from '../../components/use-countdown.ts'
import { useNow } from '../../hooks.ts'
import { useScan } from '../../scan.ts'
import { announce, show, useStore } from '../../store.ts'
import { count, vaultFails, whenWord } from '../../words.ts'
import { needs } from '../overview/needs.ts'
import { needsUser } from '../rotation/standing.ts'
import styles from './StatusBar.module.css'

function SyncStatus({ accounts }: { readonly accounts: readonly Account[] }) {
  const now = useNow()
  const running = accounts.some((account) => account.sync.running)
  const failed = accounts.some((account) => account.sync.failure)
  // The oldest is the one to go by: nothing shown is older than that.
  const oldest = accounts.map((account) => account.sync.lastSyncedAt ?? '').sort()[0]
  const word = oldest ? `Synced ${whenWord(oldest, now)}` : 'Not synced yet'
  return (
    <span className={styles.part}>
      {running ? (
        <span className={styles.busy}>
          <Spinner />
        </span>
      ) : (
        <IconButton compact label="Sync" shortcut="S" icon={<RefreshCw />} onClick={() => void sync()} />
      )}
      {running ? 'Syncing' : word}
      {failed && !running && (
        <button type="button" className={styles.link} onClick={() => show({ kind: 'overview' })}>
          <TriangleAlert /> last sync failed
        </button>
      )}
    </span>
  )
}

const endings: Partial<Record<ClipboardStatus['state'], string>> = {
  cleared: 'Clipboard cleared',
  replaced: 'Clipboard holds something else now',
  unconfirmed: 'Could not confirm that the clipboard was cleared. Copy something else to be sure.',
}

function Clipboard() {
  const clipboard = useStore((state) => state.clipboard)
  const left = useCountdown(clipboard.state === 'held' ? clipboard.until : null)
  const last = useRef(clipboard.state)
  const ending = endings[clipboard.state]
  useEffect(() => {
    if (last.current !== clipboard.state && ending) announce(ending, clipboard.state === 'unconfirmed')
    last.current = clipboard.state
  }, [clipboard.state, ending])

  if (clipboard.state === 'held' && clipboard.until) {
    return (
      <span className={styles.part}>
        <ClipboardCheck />
        <span className={styles.words}>
          {clipboard.label} copied,{' '}
          {left > 0 ? (
            <>
              cleared in <span className={styles.number}>{left} s</span>
            </>
          ) : (
            'being cleared'
          )}
        </span>
        <button type="button" className={styles.link} onClick={() => void clearClipboard()}>
          Clear now
        </button>
      </span>
    )
  }
  if (!ending) return null
  const bad = clipboard.state === 'unconfirmed'
  return (
    <span className={bad ? styles.warning : styles.part}>
      {bad ? <ClipboardX /> : <ClipboardCheck />}
      {ending}
    </span>
  )
}

/** What is always true of the whole: freshness, keychain, what waits, the clipboard. */
export function StatusBar() {
  const snapshot = useStore((state) => state.snapshot)
  const scan = useScan((state) => state.latest)
  const waiting = useMemo(() => (snapshot ? needs(snapshot, scan).length : 0), [snapshot, scan])
  if (!snapshot) return null
  const fails = vaultFails(snapshot.vault)
  const rotations = snapshot.rotations.filter(needsUser)
  const only = rotations.length === 1 ? rotations[0] : undefined
  const stuck = snapshot.intents.filter((intent) => intent.state === 'stuck').length
  const others = waiting - stuck - rotations.length
  return (
    <footer className={styles.bar}>
      <SyncStatus accounts={snapshot.accounts} />
      <span className={fails ? styles.warning : styles.part} title={snapshot.vault.hint || undefined}>
        {fails ? <Lock /> : <ShieldCheck />}
        {snapshot.vault.state === 'ready' ? 'keychain ready' : snapshot.vault.message}
      </span>
      {stuck > 0 && (
        <button type="button" className={styles.danger} onClick={() => show({ kind: 'overview' })}>
          <CircleAlert /> {stuck === 1 ? '1 value is only in memory' : `${stuck} values are only in memory`}
        </button>
      )}
      {rotations.length > 0 && (
        <button
          type="button"
          className={styles.link}
          onClick={() =>
            show(only ? { kind: 'rotation', ref: only.ref, id: only.id } : { kind: 'rotations' })
          }
        >
          <Hand /> {count(rotations.length, 'rotation')} waiting for you
        </button>
      )}
      {others > 0 && (
        <button type="button" className={styles.link} onClick={() => show({ kind: 'overview' })}>
          {others} {rotations.length > 0 ? 'more' : 'waiting for you'}
        </button>
      )}
      <span className={styles.gap} />
      <Clipboard />
    </footer>
  )
}
