import { Copy } from 'lucide-react'
import { useState } from 'react'
import type { OpenIntent } from '../../../shared/model.ts'
import { copyStuck, retryCapture } from '../../actions.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { useStore } from '../../store.ts'
import styles from './StuckValues.module.css'

function StuckValue({ intent }: { readonly intent: OpenIntent }) {
  const [busy, setBusy] = useState<'retry' | 'copy' | null>(null)
  const run = async (what: 'retry' | 'copy') => {
    setBusy(what)
    await (what === 'retry' ? retryCapture(intent) : copyStuck(intent))
    setBusy(null)
  }
  return (
    <Banner
      tone="error"
      title={`The value of ${intent.name} is only in memory`}
      actions={
        <>
          <Button
            size="small"
            variant="primary"
            busy={busy === 'retry'}
            aria-label={`Retry (store the value of ${intent.name})`}
            onClick={() => void run('retry')}
          >
            Retry
          </Button>
          <Button
            size="small"
            icon={<Copy />}
            busy={busy === 'copy'}
            aria-label={`Copy now (the value of ${intent.name})`}
            onClick={() => void run('copy')}
          >
            Copy now
          </Button>
        </>
      }
    >
      {intent.message} The vendor showed it once; Keyturn does not quit before it is stored.
    </Banner>
  )
}

/** Values that the keychain did not take: in sight on every screen, until each is stored. */
export function StuckValues() {
  const intents = useStore((state) => state.snapshot?.intents)
  const stuck = intents?.filter((intent) => intent.state === 'stuck') ?? []
  if (stuck.length === 0) return null
  return (
    <section className={styles.stuck} aria-label="Values only in memory">
      {stuck.map((intent) => (
        <StuckValue key={intent.intentId} intent={intent} />
      ))}
    </section>
  )
}
