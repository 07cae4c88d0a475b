import { useStore } from '../../store.ts'
import styles from './SettingsView.module.css'

export function AboutSection() {
  const version = useStore((state) => state.snapshot?.version)
  return (
    <section className={styles.section} aria-labelledby="about">
      <div className={styles.head}>
        <h2 id="about" className={styles.title}>
          About
        </h2>
      </div>
      <p className={styles.note}>
        Keyturn {version}. MIT licence. It sends nothing anywhere but to the vendors that you add: no
        telemetry, no crash reports.
      </p>
    </section>
  )
}
