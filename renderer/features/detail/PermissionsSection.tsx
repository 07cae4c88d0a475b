import { Collapsible } from '@base-ui/react/collapsible'
import { ChevronRight } from 'lucide-react'
import type { KeyDetail } from '../../../shared/model.ts'
import { Mono } from '../../components/Mono.tsx'
import styles from './PermissionsSection.module.css'
import { Section } from './Section.tsx'

function List({ names }: { readonly names: readonly string[] }) {
  return (
    <ul className={styles.list}>
      {names.map((name) => (
        <li key={name}>
          <Mono wrap>{name}</Mono>
        </li>
      ))}
    </ul>
  )
}

/** What the key may do: presets that unfold to what they stand for, and permissions given one by one. */
export function PermissionsSection(props: { readonly detail: KeyDetail }) {
  const { key, presetPermissions, cannot } = props.detail
  const none = key.presets.length === 0 && key.permissions.length === 0
  return (
    <Section title="Permissions">
      {none && (
        <p className={styles.none}>
          {key.legacy
            ? 'A legacy key: the vendor does not say what it may do.'
            : (cannot.permissions ?? 'None.')}
        </p>
      )}
      {key.presets.map((preset) => {
        const permissions = presetPermissions[preset] ?? []
        return (
          <Collapsible.Root key={preset} className={styles.preset}>
            <Collapsible.Trigger className={styles.trigger} disabled={permissions.length === 0}>
              <ChevronRight />
              {preset}
              {/* What a new key's preset stands for is known after the next sync. */}
              {permissions.length > 0 && (
                <span className={styles.count}>
                  {permissions.length}
                  <span className="unseen"> permissions</span>
                </span>
              )}
            </Collapsible.Trigger>
            <Collapsible.Panel>
              <List names={permissions} />
            </Collapsible.Panel>
          </Collapsible.Root>
        )
      })}
      {key.permissions.length > 0 && (
        <>
          {key.presets.length > 0 && <p className={styles.more}>Besides the presets</p>}
          <List names={key.permissions} />
        </>
      )}
    </Section>
  )
}
