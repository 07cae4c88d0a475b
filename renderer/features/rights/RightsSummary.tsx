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

interface SummaryProps {
  readonly before: Picks
  readonly after: Picks
  readonly standsFor: (preset: string) => readonly string[]
}

/** What saving comes to, in sight beside the button that does it. */
export function RightsSentence({ before, after, standsFor }: SummaryProps) {
  const difference = differenceOf(before, after)
  const effect = inEffect(before, after, standsFor)
  const changes = Object.values(difference).reduce((sum, names) => sum + names.length, 0)
  return (
    <p className={styles.sentence} role="status">
      {changes === 0
        ? 'Nothing is changed yet.'
        : effect === null
          ? `${count(changes, 'change')}. What one of the presets stands for is not known here.`
          : `${count(changes, 'change')}. ${effectSentence(effect.gained.length, effect.lost.length)}`}
    </p>
  )
}

function effectSentence(gained: number, lost: number): string {
  if (gained + lost === 0) return 'In effect the key may do the same as before.'
  const parts = [
    ...(gained > 0 ? [`gains ${count(gained, 'permission')}`] : []),
    ...(lost > 0 ? [`loses ${count(lost, 'permission')}`] : []),
  ]
  return `In effect the key ${parts.join(' and ')}.`
}

/** What saving adds and removes by name, before it is saved. */
export function RightsSummary({ before, after }: Omit<SummaryProps, 'standsFor'>) {
  const difference = differenceOf(before, after)
  if (Object.values(difference).every((names) => names.length === 0)) return null
  return (
    <section className={styles.summary} aria-label="What will change">
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
