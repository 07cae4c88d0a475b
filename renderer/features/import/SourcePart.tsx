import { FileDown } from 'lucide-react'
import type { Ref } from 'react'
import { Button } from '../../components/Button.tsx'
import { SecretField, type SecretFieldHandle } from '../../components/SecretField.tsx'
import styles from './SourcePart.module.css'

/** Where the value comes from: a file, dropped or chosen, or the clipboard. */
export function SourcePart(props: {
  readonly fieldRef: Ref<SecretFieldHandle>
  readonly chooseRef: Ref<HTMLButtonElement>
  readonly missing: boolean
  readonly disabled: boolean
  readonly onPick: () => void
  readonly onFilled: (filled: boolean) => void
}) {
  return (
    <>
      <div className={styles.zone}>
        <FileDown />
        <p>Drop the downloaded text file anywhere on this window</p>
        <Button ref={props.chooseRef} disabled={props.disabled} onClick={props.onPick}>
          Choose a file…
        </Button>
      </div>
      <SecretField
        ref={props.fieldRef}
        lines
        label="Or paste the value"
        hint="Shown as dots, and emptied as soon as it is read."
        error={props.missing ? 'Choose a file, or paste the value.' : null}
        disabled={props.disabled}
        onFilled={props.onFilled}
      />
    </>
  )
}
