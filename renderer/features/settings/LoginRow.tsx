import { api } from '../../api.ts'
import { Checkbox } from '../../components/Checkbox.tsx'
import { useStore } from '../../store.ts'
import { SavedNote } from './SavedNote.tsx'
import settings from './SettingsView.module.css'
import { useSaved } from './use-saved.ts'

/** Whether Keyturn starts with the desktop: only where the user wants it. */
export function LoginRow() {
  const preferences = useStore((state) => state.snapshot?.preferences)
  const tray = useStore((state) => state.snapshot?.desktop.tray ?? false)
  const { saved, failure, save } = useSaved()
  if (!preferences) return null
  return (
    <li className={settings.row}>
      <div className={settings.words}>
        <Checkbox
          label={<span className={settings.name}>Start at login</span>}
          note={
            tray
              ? 'Starts Keyturn hidden in the tray when you log in, so that reminders come without opening it. It keeps nothing unlocked and adds an entry to your own login items only.'
              : 'Starts Keyturn when you log in, so that reminders come without opening it. This desktop shows no tray icons: closing the window ends Keyturn, and reminders with it.'
          }
          checked={preferences.startAtLogin}
          onChange={(startAtLogin) => void save(api['app.setPreferences']({ ...preferences, startAtLogin }))}
        />
      </div>
      {saved && <SavedNote saved failure={null} />}
      {failure && <SavedNote saved={false} failure={failure} />}
    </li>
  )
}
