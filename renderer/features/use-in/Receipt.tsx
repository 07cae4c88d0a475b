import { CircleCheck, RotateCw, Undo2 } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { InjectionReceipt } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { announce } from '../../store.ts'
import { FilePath } from './FilePath.tsx'
import styles from './PlanPart.module.css'

type Restore =
  | { readonly kind: 'running' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** What was written, what each agent needs now, and the way back. */
export function Receipt(props: {
  readonly name: string
  readonly receipt: InjectionReceipt
  readonly onClose: () => void
}) {
  const { name, receipt, onClose } = props
  const [restores, setRestores] = useState<Readonly<Record<string, Restore>>>({})
  const done = useRef<HTMLButtonElement>(null)

  const restore = async (file: string) => {
    const set = (state: Restore) => setRestores((all) => ({ ...all, [file]: state }))
    set({ kind: 'running' })
    const answer = await api['inject.restore']({ file, set: false })
    set(answer.ok ? { kind: 'done' } : { kind: 'failed', failure: answer.failure })
    if (answer.ok) announce(`${file} has its old value back.`)
  }
  const count = receipt.written.length
  return (
    <Dialog
      size="large"
      title={`${name} is in ${count} ${count === 1 ? 'file' : 'files'}`}
      description="Written, synced to disk and read back. An agent uses it after the step below."
      onClose={onClose}
      initialFocus={done}
      footer={
        <Button size="large" ref={done} variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      {receipt.written.map((written) => {
        const state = restores[written.file]
        const back = state?.kind === 'done'
        return (
          <section key={written.file} className={styles.file} aria-label={written.file}>
            <header className={styles.header}>
              <FilePath path={written.file} />
              {!back && (
                <Button
                  size="small"
                  icon={<Undo2 />}
                  busy={state?.kind === 'running'}
                  aria-label={`Restore ${written.file}`}
                  onClick={() => void restore(written.file)}
                >
                  Restore
                </Button>
              )}
            </header>
            <p className={styles.note}>
              <CircleCheck />
              <span>
                {back
                  ? 'Restored: the old value is back. Nothing else was touched.'
                  : `${written.places} ${written.places === 1 ? 'place' : 'places'} changed.`}
              </span>
            </p>
            <p className={styles.note}>
              <RotateCw />
              <span>
                {back ? 'Again: ' : 'Now: '}
                {written.afterChange}
              </span>
            </p>
            {state?.kind === 'failed' && (
              <FailureBanner failure={state.failure} kept="The file is as it was before you asked." />
            )}
          </section>
        )
      })}
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
