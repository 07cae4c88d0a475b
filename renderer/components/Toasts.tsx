import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react'
import { dismissToast, useStore } from '../store.ts'
import { Button } from './Button.tsx'
import { classNames } from './class-names.ts'
import { IconButton } from './IconButton.tsx'
import styles from './Toasts.module.css'

const icons = { info: <Info />, ok: <CircleCheck />, warning: <TriangleAlert />, error: <CircleAlert /> }

/** What just happened. Spoken through the live regions, so the boxes themselves stay silent. */
export function Toasts() {
  const toasts = useStore((state) => state.toasts)
  return (
    <section className={styles.stack} aria-label="Notices">
      {toasts.map((item) => (
        <div key={item.id} className={classNames(styles.toast, styles[item.tone])}>
          <span className={styles.icon}>{icons[item.tone]}</span>
          <div className={styles.words}>
            <p>{item.text}</p>
            {item.detail && <p className={styles.detail}>{item.detail}</p>}
          </div>
          {item.action && (
            <Button
              size="small"
              onClick={() => {
                item.action?.run()
                dismissToast(item.id)
              }}
            >
              {item.action.label}
            </Button>
          )}
          <IconButton compact label="Dismiss" icon={<X />} onClick={() => dismissToast(item.id)} />
        </div>
      ))}
    </section>
  )
}
