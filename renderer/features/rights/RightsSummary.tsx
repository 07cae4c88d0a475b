import { Minus, Plus } from 'lucide-react'
import { Mono } from '../../components/Mono.tsx'
import { count } from '../../words.ts'
import styles from './RightsSummary.module.css'
import { differenceOf, inEffect, type Picks } from './rights-change.ts'

function Names(props: {
  readonly title: string
  readonly presets: readonly string[]
  readonly permissions: readonly string[]
  readonly removed?: boolean
}) {
  const { title, presets, permissions, removed = false } = props
  if (presets.length + permissions.length === 0) return null
  const icon = removed ? <Minus /> : <Plus />
  return (
    <div className={removed ? styles.removed : styles.added}>
      <h3 className={styles.title}>{title}</h3>
      <ul className={styles.names} aria-label={title}>
        {presets.map((name) => (
          <li key={name} className={styles.name}>
            {icon}
            <span>Preset {name}</span>
          </li>
        ))}
        {permissions.map((name) => (
          <li key={name} className={styles.name}>
            {icon}
            <Mono wrap>{name}</Mono>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What saving adds and removes, before it is saved. */
export function RightsSummary(props: {
  readonly before: Picks
  readonly after: Picks
  readonly standsFor: (preset: string) => readonly string[]
}) {
  const { before, after } = props
  const difference = differenceOf(before, after)
  const effect = inEffect(before, after, props.standsFor)
  const changes = Object.values(difference).reduce((sum, names) => sum + names.length, 0)
  return (
    <section className={styles.summary} aria-label="What will change">
      <p className={styles.sentence} role="status">
        {changes === 0
          ? 'Nothing is changed yet. What you leave as it is stays as it is.'
          : effect === null
            ? `${count(changes, 'change')}. What one of the presets stands for is not known here.`
            : effect.gained.length + effect.lost.length === 0
              ? `${count(changes, 'change')}. In effect the key may do the same as before.`
              : `${count(changes, 'change')}. In effect the key gains ${count(effect.gained.length, 'permission')} and loses ${count(effect.lost.length, 'permission')}.`}
      </p>
      <Names
        title="Will be added"
        presets={difference.addedPresets}
        permissions={difference.addedPermissions}
      />
      <Names
        removed
        title="Will be removed"
        presets={difference.removedPresets}
        permissions={difference.removedPermissions}
      />
    </section>
  )
}
