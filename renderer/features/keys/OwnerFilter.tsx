import { Select } from '../../components/Select.tsx'
import styles from './KeysView.module.css'
import type { OwnerChoice } from './key-list.ts'

/** Narrows the list to one owner: a team, a member, an organisation, a service ID. */
export function OwnerFilter(props: {
  readonly owners: readonly OwnerChoice[]
  readonly chosen: string | null
  readonly onChoose: (id: string | null) => void
}) {
  const { owners, chosen } = props
  if (owners.length < 2 && chosen === null) return null
  return (
    <span className={styles.owner}>
      <Select
        label="Owner"
        value={chosen ?? ''}
        options={[
          { value: '', label: 'All owners' },
          ...owners.map(({ id, label, count }) => ({ value: id, label, note: count.toLocaleString('en') })),
        ]}
        onChange={(id) => props.onChoose(id === '' ? null : id)}
      />
    </span>
  )
}
