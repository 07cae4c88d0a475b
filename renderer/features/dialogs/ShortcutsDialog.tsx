import { Dialog } from '../../components/Dialog.tsx'
import { Kbd } from '../../components/Kbd.tsx'
import { useStore } from '../../store.ts'
import type { DialogProps } from '../../views.ts'
import { capsOf, shortcuts } from '../shell/shortcuts.ts'
import styles from './ShortcutsDialog.module.css'

const groups = [...new Set(shortcuts.map((item) => item.group))]

export default function ShortcutsDialog({ onClose }: DialogProps<'shortcuts'>) {
  const platform = useStore((state) => state.snapshot?.desktop.platform ?? '')
  return (
    <Dialog title="Shortcuts" onClose={onClose}>
      {groups.map((group) => (
        <section key={group} aria-label={group}>
          <h3 className={styles.group}>{group}</h3>
          <dl className={styles.list}>
            {shortcuts
              .filter((item) => item.group === group)
              .map((item) => (
                <div key={item.id} className={styles.row}>
                  <dt>{item.does}</dt>
                  <dd>
                    <Kbd keys={capsOf(item.id, platform)} />
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}
