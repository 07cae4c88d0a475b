import { ArrowLeft } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from '../../components/Button.tsx'
import styles from './Page.module.css'

/** A page with its actions always in sight beneath it. */
export function Page(props: {
  readonly title: string
  readonly badge?: ReactNode
  readonly back: { readonly label: string; readonly run: () => void }
  /** Beneath the title. */
  readonly head?: ReactNode
  readonly bar: ReactNode
  /** Changes when what had the focus may be gone: then the title takes it. */
  readonly stage: string
  readonly children: ReactNode
}) {
  const title = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new stage is what it waits for
  useEffect(() => {
    const timer = setTimeout(() => {
      const at = document.activeElement
      if (!at || at === document.body) title.current?.focus({ preventScroll: true })
    }, 40)
    return () => clearTimeout(timer)
  }, [props.stage])
  return (
    <div className={styles.frame}>
      <div className={styles.scroll}>
        <div className={styles.page}>
          <header className={styles.header}>
            <span className={styles.back}>
              <Button variant="quiet" size="small" icon={<ArrowLeft />} onClick={props.back.run}>
                {props.back.label}
              </Button>
            </span>
            <div className={styles.top}>
              <h1 ref={title} tabIndex={-1} className={styles.title}>
                {props.title}
              </h1>
              {props.badge}
            </div>
            {props.head}
          </header>
          {props.children}
        </div>
      </div>
      {props.bar && (
        <section className={styles.bar} aria-label="What can be done">
          {props.bar}
        </section>
      )}
    </div>
  )
}
