import { useMemo, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { PickList } from '../../components/PickList.tsx'
import type { PickRow } from '../../components/pick-rows.ts'
import { ChosenPermissions } from './ChosenPermissions.tsx'
import { freeEntry, type PermissionGroup, type PermissionRow, permissionRows } from './permission-rows.ts'

const groupId = (group: string) => `group ${group}`

function pickRow(row: PermissionRow, query: string): PickRow {
  if (row.kind === 'permission') return { kind: 'item', id: row.name, label: row.name, mono: true }
  if (row.kind === 'resource')
    return {
      kind: 'heading',
      id: `resource ${row.resource}`,
      label: row.resource,
      note: row.chosen > 0 ? `${row.chosen} of ${row.count}` : `${row.count}`,
    }
  const count = row.permissions.length
  return {
    kind: 'item',
    id: groupId(row.group),
    label: query.trim() === '' ? `All of ${row.group}` : `All shown of ${row.group}`,
    note: `${row.chosen} of ${count} chosen`,
    strong: true,
  }
}

/** Single permissions: the vendor's catalogue, by its groups where it has some, and free text for the rest. */
export function PermissionPicker(props: {
  readonly permissions: readonly string[]
  readonly groups: readonly PermissionGroup[]
  readonly chosen: readonly string[]
  readonly hint: string
  readonly error?: string | undefined
  readonly disabled?: boolean
  /** Adds those of them that are missing; where none is, takes all of them away. */
  readonly onToggle: (permissions: readonly string[]) => void
}) {
  const { permissions, groups, chosen, disabled = false, onToggle } = props
  const [query, setQuery] = useState('')
  const rows = useMemo(
    () => permissionRows(permissions, chosen, query, groups),
    [permissions, chosen, query, groups],
  )
  const free = freeEntry(query, permissions, chosen)
  const picked = useMemo(
    () =>
      new Set(
        rows.flatMap((row) =>
          row.kind === 'permission' && row.chosen
            ? [row.name]
            : row.kind === 'group' && row.chosen === row.permissions.length
              ? [groupId(row.group)]
              : [],
        ),
      ),
    [rows],
  )
  const addFree = () => {
    if (!free) return
    onToggle([free])
    setQuery('')
  }
  return (
    <>
      <PickList
        multiple
        tall
        label="Permissions"
        hint={props.hint}
        error={props.error}
        disabled={disabled}
        placeholder="Search, or type resource:Action"
        empty={
          free
            ? `Not in the list. Enter adds “${free}” as it is; the vendor decides whether it exists.`
            : `No permission matches “${query.trim()}”.`
        }
        query={query}
        rows={rows.map((row) => pickRow(row, query))}
        picked={picked}
        onQuery={setQuery}
        onPick={(id) => {
          const group = rows.find((row) => row.kind === 'group' && groupId(row.group) === id)
          onToggle(group?.kind === 'group' ? group.permissions : [id])
        }}
        onEnter={addFree}
      />
      {free && !disabled && <Button onClick={addFree}>Add “{free}”</Button>}
      <ChosenPermissions chosen={chosen} disabled={disabled} onRemove={(name) => onToggle([name])} />
    </>
  )
}
