import { Eye, EyeOff } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { KeyRef } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { secondsUntil } from '../../components/use-countdown.ts'
import { announce, attempt } from '../../store.ts'
import styles from './RevealValue.module.css'

const longest = 20_000

/**
 * The one place that ever has a value, for 20 s at most: put straight into an element, never into state, and
 * taken out when time is up, the window loses sight, or another key is chosen.
 */
export function RevealValue({ keyRef }: { readonly keyRef: KeyRef }) {
  const box = useRef<HTMLElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [shown, setShown] = useState(false)
  const [busy, setBusy] = useState(false)
  const [left, setLeft] = useState(0)

  const hide = useCallback(() => {
    clearTimeout(timer.current)
    box.current?.replaceChildren()
    setShown(false)
  }, [])

  useEffect(() => {
    const onHidden = () => document.visibilityState === 'hidden' && hide()
    document.addEventListener('visibilitychange', onHidden)
    window.addEventListener('blur', hide)
    const element = box.current
    return () => {
      document.removeEventListener('visibilitychange', onHidden)
      window.removeEventListener('blur', hide)
      clearTimeout(timer.current)
      element?.replaceChildren()
    }
  }, [hide])

  const reveal = async () => {
    setBusy(true)
    const answer = await attempt(api['keys.reveal']({ ref: keyRef }))
    setBusy(false)
    // The key may no longer be in sight by the time that the answer is here.
    if (!answer || !box.current?.isConnected) return
    const end = Math.min(Date.parse(answer.until), Date.now() + longest)
    box.current.textContent = answer.value
    setShown(true)
    announce('Value shown, read on request. It is hidden again in 20 seconds.')
    const tick = () => {
      if (Date.now() >= end) {
        hide()
        return announce('Value hidden.')
      }
      setLeft(secondsUntil(end, Date.now()))
      timer.current = setTimeout(tick, 250)
    }
    tick()
  }

  return (
    <div className={styles.reveal}>
      <span className={styles.value}>
        <code ref={box} className={styles.text} hidden={!shown} />
        {!shown && (
          <span className={styles.mask} aria-hidden="true">
            ••••••••••••••••
          </span>
        )}
      </span>
      {shown && <span className={styles.left}>{left} s</span>}
      <Button
        size="small"
        variant="quiet"
        icon={shown ? <EyeOff /> : <Eye />}
        aria-pressed={shown}
        busy={busy}
        onClick={() => (shown ? hide() : void reveal())}
      >
        Reveal
      </Button>
    </div>
  )
}
