import { useStore } from '../../store.ts'
import { AboutSection } from './AboutSection.tsx'
import { AccountsSection } from './AccountsSection.tsx'
import { AppearanceSection } from './AppearanceSection.tsx'
import { DoctorSection } from './DoctorSection.tsx'
import { PoliciesSection } from './PoliciesSection.tsx'
import { RemindersSection } from './RemindersSection.tsx'
import styles from './SettingsView.module.css'
import { TargetsSection } from './TargetsSection.tsx'

export default function SettingsView() {
  const loaded = useStore((state) => state.snapshot !== null)
  if (!loaded) return null
  return (
    <div className={styles.scroll}>
      <div className={styles.page}>
        <h1 className={styles.heading}>Settings</h1>
        <AccountsSection />
        <PoliciesSection />
        <RemindersSection />
        <TargetsSection />
        <AppearanceSection />
        <DoctorSection />
        <AboutSection />
      </div>
    </div>
  )
}
