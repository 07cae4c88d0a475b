import { ChevronRight, X } from 'lucide-react'
import { useState } from 'react'
import type { CreateOptions, PresetInfo } from '../../../shared/model.ts'
import { Banner } from '../../components/Banner.tsx'
import { IconButton } from '../../components/IconButton.tsx'
import { PickList } from '../../components/PickList.tsx'
import { count } from '../../words.ts'
import { type KeyDraft, standaloneOf, whyStandalone, withPreset } from './create-form.ts'
import styles from './Presets.module.css'

const permissionCount = ({ permissions, standalone }: Pick<PresetInfo, 'permissions' | 'standalone'>) =>
  `${permissions.length === 0 ? 'permissions not listed' : count(permissions.length, 'permission')}${
    standalone ? ', stands alone' : ''
  }`

/** The vendor's role presets, of a new key or of one that is changed: a list, and what the chosen ones stand for. */
export function Presets<T extends Pick<KeyDraft, 'type' | 'presets' | 'permissions'>>(props: {
  readonly options: Pick<CreateOptions, 'presets'>
  readonly draft: T
  readonly problem: string | undefined
  /** What presets stand for by what is known of the key, where the vendor's list does not say it. */
  readonly known?: Readonly<Record<string, readonly string[]>>
  readonly onChange: (draft: T) => void
}) {
  const { options, draft, problem, known = {}, onChange } = props
  const [query, setQuery] = useState('')
  const word = query.trim().toLowerCase()
  const matching = options.presets.filter(
    (preset) =>
      word === '' ||
      preset.name.toLowerCase().includes(word) ||
      preset.permissions.some((permission) => permission.toLowerCase().includes(word)),
  )
  const row = (preset: PresetInfo) =>
    ({ kind: 'item', id: preset.name, label: preset.name, note: permissionCount(preset) }) as const
  const suits = matching.filter((preset) => preset.suits.includes(draft.type))
  const others = matching.filter((preset) => !preset.suits.includes(draft.type))
  const alone = standaloneOf(draft, options.presets)
  const chosen = draft.presets.map((name) => {
    const preset = options.presets.find((each) => each.name === name)
    const permissions = preset && preset.permissions.length > 0 ? preset.permissions : (known[name] ?? [])
    return { name, permissions, standalone: preset?.standalone ?? false, listed: preset !== undefined }
  })
  return (
    <div className={styles.presets}>
      {alone ? (
        <Banner tone="info" title={`${alone.name} is chosen alone`}>
          <p>{whyStandalone(alone.name)} Remove it below to choose others.</p>
        </Banner>
      ) : (
        <PickList
          multiple
          label="Presets"
          hint="What the key may do, as the vendor bundles it."
          error={problem}
          placeholder="Search presets and their permissions"
          empty={`No preset matches “${query.trim()}”. A single permission can be entered under Advanced.`}
          query={query}
          rows={[
            ...suits.map(row),
            ...(others.length > 0
              ? [{ kind: 'heading', id: 'others', label: 'Usual for other key types' } as const]
              : []),
            ...others.map(row),
          ]}
          picked={new Set(draft.presets)}
          onQuery={setQuery}
          onPick={(name) => {
            const preset = options.presets.find((each) => each.name === name)
            if (preset) onChange(withPreset(draft, preset))
          }}
        />
      )}
      {chosen.length > 0 && (
        <ul className={styles.chosen} aria-label="Chosen presets">
          {chosen.map((preset) => (
            <li key={preset.name} className={styles.item}>
              <details className={styles.details}>
                <summary className={styles.summary}>
                  <ChevronRight />
                  {preset.name}
                  <span className={styles.count}>
                    {permissionCount(preset)}
                    {!preset.listed && ', not in the vendor’s list'}
                  </span>
                </summary>
                <ul className={styles.permissions}>
                  {preset.permissions.map((permission) => (
                    <li key={permission}>{permission}</li>
                  ))}
                </ul>
              </details>
              <IconButton
                compact
                label={`Remove ${preset.name}`}
                icon={<X />}
                onClick={() => onChange(withPreset(draft, preset))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
