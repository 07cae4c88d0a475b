import { Copy, FileInput } from 'lucide-react'
import { type Ref, useMemo, useState } from 'react'
import type { CaptureOutcome, KeyRef } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { FooterStart } from '../../components/FooterStart.tsx'
import { attempt, openDialog, openKey, setClipboard, show } from '../../store.ts'
import { useDetail } from '../detail/use-detail.ts'
import type { StuckOutcome } from './CapturePanel.tsx'

export function CreatedActions(props: {
  readonly outcome: Extract<CaptureOutcome, { kind: 'created' }>
  readonly replaces: KeyRef | null
  readonly first: Ref<HTMLButtonElement>
  readonly onClose: () => void
  readonly onCopied: () => void
}) {
  const { replaces } = props
  const { key } = props.outcome
  const { accountId, id: keyId } = key
  const ref = useMemo(() => ({ accountId, keyId }), [accountId, keyId])
  const { detail } = useDetail(ref)
  const copy = async () => {
    const status = await attempt(api['keys.copy']({ ref }))
    if (!status) return
    setClipboard(status)
    props.onCopied()
  }
  return (
    <>
      {!replaces && detail && detail.cannot.policy === undefined && (
        <FooterStart>
          <Button size="large" variant="quiet" onClick={() => openDialog({ name: 'access-policy', ref })}>
            Access policy…
          </Button>
        </FooterStart>
      )}
      <Button size="large" icon={<Copy />} onClick={() => void copy()}>
        Copy
      </Button>
      {!replaces && (
        <Button size="large" icon={<FileInput />} onClick={() => openDialog({ name: 'use-in', ref })}>
          Use in…
        </Button>
      )}
      <Button
        size="large"
        ref={props.first}
        variant="primary"
        onClick={() => {
          props.onClose()
          if (replaces) show({ kind: 'rotation', ref: replaces, replacement: ref })
          else openKey(ref)
        }}
      >
        {replaces ? 'Plan the rotation…' : 'Done'}
      </Button>
    </>
  )
}

export function StuckActions(props: {
  readonly outcome: StuckOutcome
  readonly retrying: boolean
  readonly copied: boolean
  readonly first: Ref<HTMLButtonElement>
  readonly onRetry: (outcome: StuckOutcome) => void
  readonly onCopied: () => void
  readonly onClose: () => void
}) {
  const { outcome, retrying, copied } = props
  const [copying, setCopying] = useState(false)
  const copy = async () => {
    setCopying(true)
    const status = await attempt(api['keys.copyStuck']({ intentId: outcome.intentId }))
    setCopying(false)
    if (!status) return
    setClipboard(status)
    props.onCopied()
  }
  return (
    <>
      {copied && (
        <Button size="large" variant="quiet" onClick={props.onClose}>
          Go on, keep it in memory
        </Button>
      )}
      <Button size="large" icon={<Copy />} busy={copying} onClick={() => void copy()}>
        Copy now
      </Button>
      <Button
        size="large"
        ref={props.first}
        variant="primary"
        busy={retrying}
        onClick={() => props.onRetry(outcome)}
      >
        {retrying ? 'Storing' : 'Retry'}
      </Button>
    </>
  )
}

export function UnknownActions(props: {
  readonly first: Ref<HTMLButtonElement>
  readonly onClose: () => void
}) {
  return (
    <Button size="large" ref={props.first} variant="primary" onClick={props.onClose}>
      Close
    </Button>
  )
}
