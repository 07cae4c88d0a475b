import type { Key } from '../../../shared/model.ts'
import { copyStuck, retryCapture, sync } from '../../actions.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { openDialog, useStore } from '../../store.ts'

/** That the creation of this key did not come to its end, and the way there. */
export function IntentBanner({ keyed }: { readonly keyed: Key }) {
  const intent = useStore((state) =>
    state.snapshot?.intents.find((item) => item.accountId === keyed.accountId && item.keyId === keyed.id),
  )
  if (intent?.state === 'orphan')
    return (
      <Banner
        tone="error"
        title="Nobody has its value"
        actions={
          <Button size="small" onClick={() => openDialog({ name: 'orphan', intentId: intent.intentId })}>
            Resolve…
          </Button>
        }
      >
        The answer that carried it was lost. Delete it and create it again.
      </Banner>
    )
  if (intent?.state === 'stuck')
    return (
      <Banner
        tone="error"
        title="Its value is only in memory"
        actions={
          <>
            <Button size="small" variant="primary" onClick={() => void retryCapture(intent)}>
              Retry
            </Button>
            <Button size="small" onClick={() => void copyStuck(intent)}>
              Copy now
            </Button>
          </>
        }
      >
        {intent.message}
      </Banner>
    )
  if (intent?.state === 'checking')
    return (
      <Banner
        tone="warning"
        title="How its creation ended is not known yet"
        actions={
          <Button size="small" onClick={() => void sync(intent.accountId)}>
            Ask the vendor
          </Button>
        }
      >
        {intent.message}
      </Banner>
    )
  return null
}
