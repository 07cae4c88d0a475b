import { useEffect } from 'react'
import { Banner } from '../../components/Banner.tsx'
import { useNow } from '../../hooks.ts'
import { refetch, useStore } from '../../store.ts'
import { TestButton, TestOutcome, useTestNotification } from '../reminders/TestNotification.tsx'
import { LoginRow } from './LoginRow.tsx'
import { PauseRow } from './PauseRow.tsx'
import styles from './Reminders.module.css'
import settings from './SettingsView.module.css'
import { DigestRow, QuietHoursRow } from './TimeRows.tsx'
import { WindowsPart } from './WindowsPart.tsx'

/** When reminders come, and whether they can be seen. */
export function RemindersSection() {
  const silent = useStore((state) => state.snapshot?.reminders.silentBecause ?? null)
  const now = useNow()
  // Quiet hours begin and end by the clock, of which nobody tells the window.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the minute is what says to ask again
  useEffect(() => {
    void refetch(['reminders'])
  }, [now])
  const test = useTestNotification()
  return (
    <section className={settings.section} aria-labelledby="reminders">
      <div className={settings.head}>
        <h2 id="reminders" className={settings.title}>
          Reminders
        </h2>
      </div>
      <p className={settings.lead}>
        All that is due comes as one notification and stays in the inbox, whether or not the desktop shows it.
        Times are this computer’s.
      </p>
      {silent && (
        <div className={styles.banner}>
          <Banner tone="info" title="Nothing is shown now">
            {silent} What is due then comes when it ends.
          </Banner>
        </div>
      )}
      <ul className={settings.card}>
        <PauseRow />
        <QuietHoursRow />
        <DigestRow />
        <LoginRow />
        <li className={settings.row}>
          <div className={settings.words}>
            <p className={settings.name}>Test a notification</p>
            <p className={settings.note}>
              Sends one and says what the desktop made of it. It also comes while reminders are silent.
            </p>
          </div>
          <TestButton state={test} word="Send a test" />
          {test.result && (
            <div className={styles.whole}>
              <TestOutcome result={test.result} />
            </div>
          )}
        </li>
      </ul>
      <WindowsPart />
    </section>
  )
}
