import type { Failure } from '../../../shared/errors.ts'
import type { CaptureOutcome } from '../../../shared/model.ts'
import { Banner } from '../../components/Banner.tsx'
import { CopiedNote } from '../../components/CopiedNote.tsx'
import { providerWords } from '../../words.ts'
import type { StuckOutcome } from './CapturePanel.tsx'

/** The key is there and its value is kept. */
export function CreatedPart(props: {
  readonly outcome: Extract<CaptureOutcome, { kind: 'created' }>
  readonly copied: boolean
}) {
  const { key, warning } = props.outcome
  return (
    <>
      <p role="status">
        {key.secret === 'once'
          ? `Stored in the keychain and read back. It can’t be shown again by ${providerWords[key.provider]}.`
          : `Stored in the keychain and read back. ${providerWords[key.provider]} can show it again to whoever may view this key.`}
      </p>
      {warning && (
        <Banner tone="warning" title={warning}>
          The value is safe. Rename the key from its menu.
        </Banner>
      )}
      {props.copied && <CopiedNote />}
    </>
  )
}

/** The vendor made the key; the keychain did not take its value. */
export function StuckPart(props: { readonly outcome: StuckOutcome; readonly copied: boolean }) {
  return (
    <>
      <Banner tone="error" live title={props.outcome.message}>
        {props.outcome.hint && <p>{props.outcome.hint}</p>}
        <p>
          The vendor has created the key and shows its value only once. Keyturn still has it in memory and
          will not quit before it is stored. Try again once the keychain works, or copy it now and keep it
          somewhere safe.
        </p>
      </Banner>
      {props.copied && <CopiedNote />}
    </>
  )
}

/** Nobody knows yet whether the vendor made the key. */
export function UnknownPart({ failure }: { readonly failure: Failure }) {
  return (
    <Banner tone="warning" live title={failure.message}>
      {failure.hint && <p>{failure.hint}</p>}
      <p>
        The call is not repeated, so there cannot be two keys. Keyturn asks the vendor which keys exist. If
        this one was created, it appears as an orphan: its value is lost, and it can be deleted and created
        again. If not, nothing is left behind.
      </p>
    </Banner>
  )
}
