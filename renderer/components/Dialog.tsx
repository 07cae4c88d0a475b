import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { classNames } from './class-names.ts'
import styles from './Dialog.module.css'

export interface DialogFrameProps {
  readonly title: string
  /** One sentence under the title; spoken with it. */
  readonly description?: ReactNode
  readonly size?: 'small' | 'medium' | 'large'
  /** Asked on Esc, on the cross and on a press outside. The owner decides, and unmounts the dialog. */
  readonly onClose: () => void
  /** False while closing would lose something: then only the footer's buttons leave. */
  readonly dismissible?: boolean
  /** What has focus at first; else the first field or button. Give destructive dialogs their safe choice. */
  readonly initialFocus?: RefObject<HTMLElement | null>
  /** Makes the whole a form, so that Enter in a field submits. */
  readonly onSubmit?: () => void
  /** Only text: it takes the focus itself, so that the keyboard can scroll it. Needs `initialFocus`. */
  readonly text?: boolean
  readonly footer?: ReactNode
  readonly children?: ReactNode
}

/** What opened the dialog; where that is gone, the list, else the page. */
function placeToReturn(opener: Element | null): HTMLElement | true {
  if (opener instanceof HTMLElement && opener.isConnected && opener !== document.body) return opener
  // A menu's item is gone by now, and its button is what the library returns to.
  if (opener?.role === 'menuitem') return true
  const page = document.getElementById('main')
  return page?.querySelector<HTMLElement>('[role=grid]') ?? page ?? true
}

/** A modal dialog: open as long as it is mounted. Focus returns to where it was. */
export function Dialog(props: DialogFrameProps) {
  const { title, description, size = 'small', dismissible = true, onClose, initialFocus, onSubmit } = props
  const before = useRef(document.activeElement)

  useEffect(() => {
    const opener = before.current
    return () => {
      // After the library has let go of the page: an inert element takes no focus.
      setTimeout(() => {
        const lost = !document.activeElement || document.activeElement === document.body
        if (lost && opener instanceof HTMLElement && opener.isConnected) opener.focus()
      })
    }
  }, [])

  const inside = (
    <>
      <div
        className={styles.body}
        {...(props.text ? { tabIndex: 0, role: 'region', 'aria-label': title } : {})}
      >
        {props.children}
      </div>
      {props.footer && <div className={styles.footer}>{props.footer}</div>}
    </>
  )

  return (
    <Base.Root
      open
      disablePointerDismissal={!dismissible}
      onOpenChange={(open) => {
        if (!open && dismissible) onClose()
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup
            className={classNames(styles.popup, styles[size])}
            {...(initialFocus ? { initialFocus } : {})}
            finalFocus={() => placeToReturn(before.current)}
          >
            <header className={styles.header}>
              <Base.Title className={styles.title}>{title}</Base.Title>
              {description && (
                <Base.Description className={styles.description}>{description}</Base.Description>
              )}
            </header>
            {onSubmit ? (
              <form
                className={styles.form}
                onSubmit={(event) => {
                  event.preventDefault()
                  onSubmit()
                }}
              >
                {inside}
              </form>
            ) : (
              <div className={styles.form}>{inside}</div>
            )}
            {/* Last in order, so that it is not what has focus at first. */}
            {dismissible && (
              <Base.Close className={styles.close} aria-label="Close">
                <X />
              </Base.Close>
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}
