import { FlaskConical, Plug } from 'lucide-react'
import { useState } from 'react'
import { addSandbox } from '../../actions.ts'
import { Banner } from '../../components/Banner.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { openDialog, useStore } from '../../store.ts'
import { useVendors } from '../../vendors.ts'
import { listed, vaultFails } from '../../words.ts'
import { KeyturnMark } from '../shell/KeyturnMark.tsx'
import styles from './FirstRun.module.css'

/** No account yet: two ways to start, and nothing else. */
export function FirstRun() {
  const vault = useStore((state) => state.snapshot?.vault)
  const vendors = (useVendors().providers ?? []).map((info) => info.name)
  const [busy, setBusy] = useState(false)
  const start = async () => {
    if (busy) return
    setBusy(true)
    await addSandbox()
    setBusy(false)
  }
  return (
    <main className={styles.screen}>
      <div className={styles.inner}>
        <header className={styles.head}>
          <span className={styles.mark}>
            <KeyturnMark />
          </span>
          <h1 className={styles.title}>Keyturn</h1>
          <p className={styles.lead}>
            Finds your ingestion keys, keeps the values that are shown only once, and puts them where your
            agents need them.
          </p>
        </header>
        {vault && vaultFails(vault) && (
          <Banner tone="warning" title={vault.message}>
            {vault.hint} The sandbox and the list of keys work without it; storing values does not.
          </Banner>
        )}
        <div className={styles.choices}>
          <button type="button" className={styles.choice} aria-busy={busy} onClick={() => void start()}>
            {busy ? <Spinner /> : <FlaskConical />}
            <span className={styles.name}>Try it with the sandbox</span>
            <span className={styles.text}>
              A vendor inside the app, with keys to play with. No account, no network.
            </span>
          </button>
          <button type="button" className={styles.choice} onClick={() => openDialog({ name: 'add-account' })}>
            <Plug />
            <span className={styles.name}>Add an account</span>
            <span className={styles.text}>
              {vendors.length > 0 ? `${listed(vendors)}. ` : ''}What it is reached with is kept in your
              keychain.
            </span>
          </button>
        </div>
        <p className={styles.promise}>
          Values stay on this computer. Keyturn talks to the vendor that you add, and to nobody else.
        </p>
      </div>
    </main>
  )
}
