import { useRef, useState } from 'react'
import type { Key, KeyRef } from '../../../shared/model.ts'
import type { ProviderInfo } from '../../../shared/providers.ts'
import { Button } from '../../components/Button.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { FooterStart } from '../../components/FooterStart.tsx'
import { GuardedDialog } from '../../components/GuardedDialog.tsx'
import type { SecretFieldHandle } from '../../components/SecretField.tsx'
import { useFirstFocus } from '../../components/use-first-focus.ts'
import { openKey, show } from '../../store.ts'
import { CandidateFacts } from '../import/CandidateFacts.tsx'
import { refOf } from '../import/import-choices.ts'
import { SourcePart } from '../import/SourcePart.tsx'
import { StoredDialog } from '../import/StoredDialog.tsx'
import { useFileDrop } from '../import/use-file-drop.ts'
import { useImport } from '../import/use-import.ts'
import { DropHint } from '../import/WindowDrop.tsx'
import { VerifyPart } from './VerifyPart.tsx'

/** The third step: the value, by file or paste, into the keychain. It never enters the window's state. */
export function ValueStep(props: {
  readonly recorded: Key
  readonly info: ProviderInfo
  readonly replaces: KeyRef | null
  readonly onClose: () => void
}) {
  const { recorded, info, replaces, onClose } = props
  const [ref] = useState(() => refOf(recorded))
  const importing = useImport(ref)
  const { stage, openFile } = importing
  const [filled, setFilled] = useState(false)
  const [missing, setMissing] = useState(false)
  const field = useRef<SecretFieldHandle>(null)
  const choose = useRef<HTMLButtonElement>(null)
  const store = useRef<HTMLButtonElement>(null)
  const over = useFileDrop(([dropped]) => {
    if (dropped && stage.kind !== 'stored') void openFile(dropped)
  })
  useFirstFocus(stage.kind === 'review' ? store : choose, stage.kind)

  if (stage.kind === 'stored')
    return (
      <StoredDialog
        stage={stage}
        failure={importing.failure}
        onDelete={() => void importing.deleteSource(stage)}
        onKeep={() => importing.keepSource(stage)}
        onClose={onClose}
        extra={<VerifyPart keyRef={ref} />}
        next={{
          label: replaces ? 'Plan the rotation…' : 'Done',
          run: () => {
            onClose()
            if (replaces) show({ kind: 'rotation', ref: replaces, replacement: ref })
            else openKey(ref)
          },
        }}
      />
    )

  const busy = stage.kind === 'reading' || (stage.kind === 'review' && stage.storing)
  const submit = () => {
    if (busy) return
    if (stage.kind === 'review') return void importing.store(stage.candidate, ref)
    setMissing(!filled)
    // The element gives it up here; from now on it is main's.
    if (filled) void importing.paste(field.current?.take() ?? '')
  }
  return (
    <GuardedDialog
      size="medium"
      title={`The value of ${recorded.name}`}
      description={`Step 3 of 3: ${info.name} showed it once. It goes to the keychain and is not shown here.`}
      unsaved={stage.kind === 'review' ? 'what was read' : filled ? 'what you pasted' : null}
      locked={busy}
      initialFocus={choose}
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          {stage.kind === 'review' && !busy && (
            <FooterStart>
              <Button size="large" onClick={importing.back}>
                Back
              </Button>
            </FooterStart>
          )}
          {!busy && (
            <Button size="large" onClick={onClose}>
              Leave without a value
            </Button>
          )}
          <Button size="large" type="submit" ref={store} variant="primary" busy={busy}>
            {stage.kind === 'review' ? (busy ? 'Storing' : 'Store') : busy ? 'Reading' : 'Read it'}
          </Button>
        </>
      }
    >
      {importing.failure && (
        <FailureBanner
          failure={importing.failure}
          kept={`${recorded.name} is recorded. ${
            stage.kind === 'review'
              ? 'What was read is still in memory; try again.'
              : 'No value was stored, and no file was changed.'
          }`}
        />
      )}
      {stage.kind === 'review' ? (
        <>
          <CandidateFacts candidate={stage.candidate} />
          <p>
            Will be stored for <strong>{recorded.name}</strong> in {recorded.account}.
          </p>
        </>
      ) : (
        <>
          <SourcePart
            fieldRef={field}
            chooseRef={choose}
            missing={missing && !filled}
            disabled={busy}
            onPick={() => void importing.pickFile()}
            onFilled={setFilled}
          />
          <p>
            The key is recorded. Without a value it can be neither copied nor used in a file; the value can be
            imported later from its menu, if you still have it.
          </p>
        </>
      )}
      {over && <DropHint>Drop the downloaded value</DropHint>}
    </GuardedDialog>
  )
}
