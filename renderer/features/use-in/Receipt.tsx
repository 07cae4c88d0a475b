import { CircleCheck, Undo2 } from 'lucide-react'
import { useRef } from 'react'
import type { InjectionReceipt } from '../../../shared/model.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { FooterStart } from '../../components/FooterStart.tsx'
import { count } from '../../words.ts'
import { FilePath } from './FilePath.tsx'
import styles from './PlanPart.module.css'
import { useReceipt } from './use-receipt.ts'
import { WrittenFile } from './WrittenFile.tsx'

/** What was written, what each agent needs now, and the way back. */
export function Receipt(props: {
  readonly name: string
  readonly receipt: InjectionReceipt
  readonly onClose: () => void
}) {
  const { name, receipt, onClose } = props
  const { of, left, togetherFailure, restore, restoreAll, check } = useReceipt(receipt)
  const done = useRef<HTMLButtonElement>(null)
  const total = receipt.written.length
  // Together as they were written: once one of them was put back alone, the others go one by one.
  const whole = total > 1 && left.length === total
  return (
    <Dialog
      size="large"
      title={
        left.length === 0 && total > 0
          ? `The old value is back in ${count(total, 'file')}`
          : `${name} is in ${count(left.length, 'file')}`
      }
      description={
        left.length === 0 && total > 0
          ? 'Only the key’s bytes changed. An agent uses it after the step below.'
          : 'Written, synced to disk and read back. An agent uses it after the step below.'
      }
      onClose={onClose}
      initialFocus={done}
      footer={
        <>
          {whole && (
            <FooterStart>
              <Button
                size="large"
                icon={<Undo2 />}
                busy={left.every((file) => of(file).restore === 'running')}
                onClick={() => void restoreAll()}
              >
                Restore all {total} files
              </Button>
            </FooterStart>
          )}
          <Button size="large" ref={done} variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <FailureBanner failure={togetherFailure} />
      {receipt.written.map((written) => (
        <WrittenFile
          key={written.file}
          written={written}
          state={of(written.file)}
          onRestore={() => void restore(written.file)}
          onCheck={() => void check(written.file)}
        />
      ))}
      {receipt.unchanged.map((file) => (
        <section key={file} className={styles.file} aria-label={file}>
          <FilePath path={file} />
          <p className={styles.note}>
            <CircleCheck />
            Carried this key already.
          </p>
        </section>
      ))}
    </Dialog>
  )
}
