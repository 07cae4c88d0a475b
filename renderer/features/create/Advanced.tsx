import { ChevronRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { CreateOptions } from '../../../shared/model.ts'
import { Button } from '../../components/Button.tsx'
import { PickList } from '../../components/PickList.tsx'
import type { PickRow } from '../../components/pick-rows.ts'
import styles from './Advanced.module.css'
import { type KeyDraft, standaloneOf, withPermission } from './create-form.ts'
import { freeEntry, permissionRows } from './permission-rows.ts'

/** Single permissions: the vendor's catalogue grouped by resource, and free text for what it does not list. */
export function Advanced(props: {
  readonly options: CreateOptions
  readonly draft: KeyDraft
  readonly onChange: (draft: KeyDraft) => void
}) {
  const { options, draft, onChange } = props
  const [open, setOpen] = useState(false)
  const [query, setQuery] = useState('')
  const locked = standaloneOf(draft, options.presets) !== null
  const rows = useMemo(
    () =>
      permissionRows(options.permissions, draft.permissions, query).map(
        (row): PickRow =>
          row.kind !== 'permission'
            ? {
                kind: 'heading',
                id: `resource ${row.kind === 'resource' ? row.resource : row.group}`,
                label: row.kind === 'resource' ? row.resource : row.group,
                note: `${row.chosen} chosen`,
              }
            : { kind: 'item', id: row.name, label: row.name, mono: true },
      ),
    [options.permissions, draft.permissions, query],
  )
  const free = freeEntry(query, options.permissions, draft.permissions)
  const picked = useMemo(() => {
    const folded = new Set(draft.permissions.map((each) => each.toLowerCase()))
    return new Set([
      ...options.permissions.filter((each) => folded.has(each.toLowerCase())),
      ...draft.permissions,
    ])
  }, [options.permissions, draft.permissions])
  const addFree = () => {
    if (!free) return
    onChange(withPermission(draft, free))
    setQuery('')
  }
  const count = draft.permissions.length

  return (
    <details className={styles.advanced} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>
        <ChevronRight />
        Advanced
        <span className={styles.count}>
          {count === 0
            ? 'single permissions'
            : `${count} ${count === 1 ? 'permission' : 'permissions'} chosen`}
        </span>
      </summary>
      {open && (
        <div className={styles.inside}>
          <PickList
            multiple
            tall
            label="Permissions"
            hint={
              locked
                ? 'Locked: the chosen preset stands alone.'
                : 'In addition to the presets. One that is not listed can be typed whole, such as logs.data-ingress:SendData.'
            }
            disabled={locked}
            placeholder="Search, or type resource:Action"
            empty={
              free
                ? `Not in the list. Enter adds “${free}” as it is; the vendor decides whether it exists.`
                : `No permission matches “${query.trim()}”.`
            }
            query={query}
            rows={rows}
            picked={picked}
            onQuery={setQuery}
            onPick={(name) => onChange(withPermission(draft, name))}
            onEnter={addFree}
          />
          {free && !locked && <Button onClick={addFree}>Add “{free}”</Button>}
        </div>
      )}
    </details>
  )
}
