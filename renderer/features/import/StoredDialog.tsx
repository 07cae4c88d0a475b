import { type ReactNode, useRef } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { Steps } from '../../components/Steps.tsx'
import { useFirstFocus } from '../../components/use-first-focus.ts'
import { openDialog } from '../../store.ts'
import { refOf } from './import-choices.ts'
import type { ImportStage } from './use-import.ts'

/** The value is in the keychain; its file still carries it in plain text. */
export function StoredDialog(props: {
  readonly stage: Extract<ImportStage, { kind: 'stored' }>
  readonly failure: Failure | null
  readonly onDelete: () => void
  readonly onKeep: () => void
  readonly onClose: () => void
  /** What else can be done now. */
  readonly extra?: ReactNode
  /** Where it leads in place of the end. */
  readonly next?: { readonly label: string; readonly run: () => void }
}) {
  const { stage, failure, onDelete, onKeep, onClose, next } = props
  const first = useRef<HTMLButtonElement>(null)
  const file = stage.candidate.source === 'file' ? (stage.candidate.fileName ?? 'the file') : null
  const open = file !== null && (stage.source === 'there' || stage.source === 'deleting')
  useFirstFocus(first, open)
  return (
    <Dialog
      size="medium"
      title={`The value of ${stage.key.name} is stored`}
      onClose={onClose}
      initialFocus={first}
      footer={
        open ? (
          <>
            <Button size="large" onClick={onKeep}>
              Keep the file
            </Button>
            <Button
              size="large"
              ref={first}
              variant="primary"
              busy={stage.source === 'deleting'}
              onClick={onDelete}
            >
              Delete the downloaded file
            </Button>
          </>
        ) : (
          <>
            <Button size="large" onClick={() => openDialog({ name: 'use-in', ref: refOf(stage.key) })}>
              Use in…
            </Button>
            <Button size="large" ref={first} variant="primary" onClick={next?.run ?? onClose}>
              {next?.label ?? 'Done'}
            </Button>
          </>
        )
      }
    >
      <Steps
        label="Import"
        steps={[
          { id: 'stored', title: 'In the keychain', state: 'done', evidence: 'An item of its own' },
          { id: 'read', title: 'Read back', state: 'done', evidence: 'The keychain returned the same value' },
        ]}
      />
      <FailureBanner failure={failure} kept="The stored value is not affected." />
      {open && (
        <Banner tone="warning" title={`${file} still carries the value in plain text`}>
          Whoever can read that file can use the key. Keyturn does not need it any more.
        </Banner>
      )}
      {stage.source === 'deleted' && (
        <p role="status">{file} is deleted. The value is only in the keychain now.</p>
      )}
      {stage.source === 'kept' && (
        <Banner tone="warning" title={`${file} was kept`}>
          It carries the value in plain text. Delete it once nothing needs it.
        </Banner>
      )}
      {file === null && (
        <p>
          The clipboard may still hold what you pasted. Copy something else, or clear your clipboard’s
          history.
        </p>
      )}
      {!open && props.extra}
    </Dialog>
  )
}
