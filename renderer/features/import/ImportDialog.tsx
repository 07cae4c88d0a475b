import { useEffect, useRef, useState } from 'react'
import type { KeyRef } from '../../../shared/model.ts'
import { Button } from '../../components/Button.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { FooterStart } from '../../components/FooterStart.tsx'
import { GuardedDialog } from '../../components/GuardedDialog.tsx'
import type { SecretFieldHandle } from '../../components/SecretField.tsx'
import { useStore } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { findKey } from './import-choices.ts'
import { ReviewPart } from './ReviewPart.tsx'
import { SourcePart } from './SourcePart.tsx'
import { StoredDialog } from './StoredDialog.tsx'
import { useFileDrop } from './use-file-drop.ts'
import { useImport } from './use-import.ts'
import { DropHint } from './WindowDrop.tsx'

const noKeys: readonly never[] = []

export default function ImportDialog({ request, onClose }: DialogProps<'import'>) {
  const keys = useStore((state) => state.snapshot?.keys ?? noKeys)
  const asked = findKey(keys, request.ref ?? null)
  const importing = useImport(request.ref ?? null)
  const { stage, openFile } = importing
  const [filled, setFilled] = useState(false)
  const [chosen, setChosen] = useState<KeyRef | null>(null)
  const [missing, setMissing] = useState(false)
  const field = useRef<SecretFieldHandle>(null)
  const choose = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLInputElement>(null)

  const busy = stage.kind === 'reading' || (stage.kind === 'review' && stage.storing)
  const ended = stage.kind === 'stored'
  const over = useFileDrop(([dropped]) => {
    if (dropped && !ended) void openFile(dropped)
  })
  const { file } = request
  useEffect(() => {
    if (file) void openFile(file)
  }, [file, openFile])

  const candidate = stage.kind === 'review' ? stage.candidate : null
  useEffect(() => {
    if (candidate) {
      setChosen(request.ref ?? candidate.suggestion?.ref ?? null)
      list.current?.focus()
    }
    setMissing(false)
  }, [candidate, request.ref])

  if (stage.kind === 'stored') {
    return (
      <StoredDialog
        stage={stage}
        failure={importing.failure}
        onDelete={() => void importing.deleteSource(stage)}
        onKeep={() => importing.keepSource(stage)}
        onClose={onClose}
      />
    )
  }
  const submit = () => {
    if (busy) return
    if (stage.kind === 'review') {
      if (chosen) void importing.store(stage.candidate, chosen)
      else setMissing(true)
    } else if (filled) {
      // The element gives it up here; from now on it is main's.
      void importing.paste(field.current?.take() ?? '')
    } else setMissing(true)
  }
  return (
    <GuardedDialog
      size="medium"
      title={asked ? `Import the value of ${asked.name}` : 'Import a value'}
      description="For a key that was created elsewhere: its downloaded text file, or the value itself. It goes to the keychain and is not shown."
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
              Cancel
            </Button>
          )}
          <Button size="large" type="submit" variant="primary" busy={busy}>
            {stage.kind === 'reading'
              ? 'Reading'
              : stage.kind === 'review'
                ? busy
                  ? 'Storing'
                  : 'Store'
                : 'Read it'}
          </Button>
        </>
      }
    >
      {importing.failure && (
        <FailureBanner
          failure={importing.failure}
          kept={
            stage.kind === 'review'
              ? 'What was read is still in memory; try again.'
              : 'Nothing was stored, and no file was changed.'
          }
        />
      )}
      {stage.kind === 'review' ? (
        <ReviewPart
          candidate={stage.candidate}
          keys={keys}
          listRef={list}
          chosen={chosen}
          missing={missing}
          disabled={busy}
          onChoose={(ref) => {
            setChosen(ref)
            setMissing(false)
          }}
        />
      ) : (
        <SourcePart
          fieldRef={field}
          chooseRef={choose}
          missing={missing && !filled}
          disabled={busy}
          onPick={() => void importing.pickFile()}
          onFilled={setFilled}
        />
      )}
      {over && <DropHint>Drop the downloaded value</DropHint>}
    </GuardedDialog>
  )
}
