import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from './Button.tsx'
import { Dialog, type DialogFrameProps } from './Dialog.tsx'
import styles from './GuardedDialog.module.css'

export interface GuardedDialogProps extends Omit<DialogFrameProps, 'onClose' | 'dismissible'> {
  readonly onClose: () => void
  /** What leaving would throw away, such as "what you typed"; null where nothing would be lost. */
  readonly unsaved: string | null
  /** Something runs or waits that must not be left by a stray key. */
  readonly locked?: boolean
  readonly footer: ReactNode
}

/** A dialog that asks, in its own footer, before it throws away what was typed. */
export function GuardedDialog({ unsaved, locked = false, onClose, footer, ...rest }: GuardedDialogProps) {
  const [asking, setAsking] = useState(false)
  const back = useRef<Element | null>(null)
  const keep = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    if (asking) keep.current?.focus()
    else if (back.current instanceof HTMLElement) back.current.focus()
  }, [asking])

  const leave = () => {
    if (!unsaved) return onClose()
    if (!asking) back.current = document.activeElement
    setAsking(!asking)
  }
  const question = (
    <div className={styles.question} role="alertdialog" aria-label={`Discard ${unsaved}?`}>
      <p className={styles.words}>Discard {unsaved}?</p>
      <Button size="large" onClick={onClose}>
        Discard
      </Button>
      <Button size="large" variant="primary" ref={keep} onClick={() => setAsking(false)}>
        Keep it
      </Button>
    </div>
  )
  return (
    <Dialog {...rest} onClose={leave} dismissible={!locked} footer={asking && unsaved ? question : footer} />
  )
}
