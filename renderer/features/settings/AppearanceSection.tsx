import { Select } from '../../components/Select.tsx'
import { setPreferences, useStore } from '../../store.ts'
import styles from './SettingsView.module.css'

export function AppearanceSection() {
  const preferences = useStore((state) => state.snapshot?.preferences)
  if (!preferences) return null
  return (
    <section className={styles.section} aria-labelledby="appearance">
      <div className={styles.head}>
        <h2 id="appearance" className={styles.title}>
          Appearance
        </h2>
      </div>
      <div className={styles.card}>
        <div className={styles.row}>
          <span className={styles.words}>Theme</span>
          <span className={styles.choice}>
            <Select
              label="Theme"
              value={preferences.theme}
              onChange={(theme) => void setPreferences({ ...preferences, theme })}
              options={[
                { value: 'system', label: 'As the system' },
                { value: 'light', label: 'Light' },
                { value: 'dark', label: 'Dark' },
              ]}
            />
          </span>
        </div>
        <div className={styles.row}>
          <span className={styles.words}>Rows</span>
          <span className={styles.choice}>
            <Select
              label="Rows"
              value={preferences.density}
              onChange={(density) => void setPreferences({ ...preferences, density })}
              options={[
                { value: 'compact', label: 'Compact' },
                { value: 'comfortable', label: 'Comfortable' },
              ]}
            />
          </span>
        </div>
      </div>
    </section>
  )
}
