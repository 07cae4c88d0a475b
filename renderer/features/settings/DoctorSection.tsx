import { CircleAlert, CircleCheck, CircleHelp, Stethoscope, TriangleAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { DoctorCheck } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Badge, type Tone } from '../../components/Badge.tsx'
import { Button } from '../../components/Button.tsx'
import { announce, attempt } from '../../store.ts'
import { count } from '../../words.ts'
import styles from './SettingsView.module.css'

const states: Record<DoctorCheck['status'], { word: string; tone: Tone; icon: ReactNode }> = {
  ok: { word: 'Works', tone: 'ok', icon: <CircleCheck /> },
  warning: { word: 'Limited', tone: 'warning', icon: <TriangleAlert /> },
  failed: { word: 'Does not work', tone: 'danger', icon: <CircleAlert /> },
  unknown: { word: 'Not known', tone: 'neutral', icon: <CircleHelp /> },
}

/** What works on this computer, and what to do where it does not. */
export function DoctorSection() {
  const [checks, setChecks] = useState<readonly DoctorCheck[] | null>(null)
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    const answer = await attempt(api['doctor.run']())
    setBusy(false)
    if (!answer) return
    setChecks(answer)
    const bad = answer.filter((check) => check.status === 'failed' || check.status === 'warning').length
    announce(`${count(answer.length, 'check')} done, ${bad || 'none'} with something to do.`)
  }
  return (
    <section className={styles.section} aria-labelledby="doctor">
      <div className={styles.head}>
        <h2 id="doctor" className={styles.title}>
          This computer
        </h2>
        <Button size="small" icon={<Stethoscope />} busy={busy} onClick={() => void run()}>
          Run the checks
        </Button>
      </div>
      {checks ? (
        <ul className={styles.card}>
          {checks.map((check) => {
            const { word, tone, icon } = states[check.status]
            return (
              <li key={check.id} className={styles.row}>
                <div className={styles.words}>
                  <p className={styles.name}>{check.title}</p>
                  <p className={styles.note}>
                    {check.message} {check.hint}
                  </p>
                </div>
                <Badge tone={tone} icon={icon}>
                  {word}
                </Badge>
              </li>
            )
          })}
        </ul>
      ) : (
        <p className={styles.note}>
          Keychain, clipboard, notifications, tray, clock, proxy and files: what works here, and what to do
          where it does not.
        </p>
      )}
    </section>
  )
}
