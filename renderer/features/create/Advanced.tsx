import { useState } from 'react'
import type { CreateOptions } from '../../../shared/model.ts'
import { Disclosure } from '../../components/Disclosure.tsx'
import { count } from '../../words.ts'
import { type KeyDraft, standaloneOf, withPermissions } from './create-form.ts'
import { PermissionPicker } from './PermissionPicker.tsx'

/** Single permissions, beside the presets or, where the vendor has none, in their place. */
export function Advanced(props: {
  readonly options: CreateOptions
  readonly draft: KeyDraft
  readonly problem: string | undefined
  readonly onChange: (draft: KeyDraft) => void
}) {
  const { options, draft, problem, onChange } = props
  const [open, setOpen] = useState(draft.permissions.length > 0)
  const locked = standaloneOf(draft, options.presets) !== null
  const picker = (
    <PermissionPicker
      permissions={options.permissions}
      groups={options.permissionGroups}
      chosen={draft.permissions}
      hint={
        locked
          ? 'Locked: the chosen preset stands alone.'
          : `${options.presets.length > 0 ? 'In addition to the presets. ' : ''}One that is not listed can be typed whole, such as logs.data-ingress:SendData.`
      }
      error={problem}
      disabled={locked}
      onToggle={(permissions) => onChange(withPermissions(draft, permissions))}
    />
  )
  if (options.presets.length === 0) return picker
  const chosen = draft.permissions.length
  return (
    <Disclosure
      label="Advanced"
      note={chosen === 0 ? 'single permissions' : `${count(chosen, 'permission')} chosen`}
      open={open}
      onToggle={setOpen}
    >
      {picker}
    </Disclosure>
  )
}
