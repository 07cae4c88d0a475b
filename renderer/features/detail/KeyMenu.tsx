import {
  CalendarDays,
  CircleMinus,
  CirclePlay,
  Clock,
  Ellipsis,
  ExternalLink,
  FileCode2,
  Import,
  Pencil,
  RotateCw,
  Siren,
  Trash2,
} from 'lucide-react'
import type { KeyDetail } from '../../../shared/model.ts'
import { refOf, setActive } from '../../actions.ts'
import { api } from '../../api.ts'
import { IconButton } from '../../components/IconButton.tsx'
import { Menu, type MenuItem } from '../../components/Menu.tsx'
import { attempt, openDialog } from '../../store.ts'
import { openRotation } from '../rotation/rotation-actions.ts'

export function KeyMenu({ detail }: { readonly detail: KeyDetail }) {
  const { key, cannot } = detail
  const ref = refOf(key)
  const gone = key.state === 'gone' ? 'It is gone at the vendor.' : null
  const items: (MenuItem | null)[] = [
    { label: 'Snippet…', icon: <FileCode2 />, run: () => openDialog({ name: 'snippet', ref }) },
    ...(key.hasValue
      ? []
      : [{ label: 'Import value…', icon: <Import />, run: () => openDialog({ name: 'import', ref }) }]),
    null,
    {
      label: 'Rotate…',
      icon: <RotateCw />,
      shortcut: 'R',
      refusal: gone,
      run: () => openRotation(ref),
    },
    {
      label: 'This key leaked…',
      icon: <Siren />,
      danger: true,
      refusal: gone,
      run: () => openDialog({ name: 'leaked', ref }),
    },
    null,
    { label: 'Rename…', icon: <Pencil />, refusal: gone, run: () => openDialog({ name: 'rename', ref }) },
    { label: 'Rotation policy…', icon: <Clock />, run: () => openDialog({ name: 'policy', ref }) },
    {
      label: 'Set creation date…',
      icon: <CalendarDays />,
      refusal: key.age.basis === 'vendor' ? 'The vendor says when it was created.' : null,
      run: () => openDialog({ name: 'set-date', ref }),
    },
    {
      label: 'Open in Coralogix',
      icon: <ExternalLink />,
      run: () => void attempt(api['app.open']({ kind: 'console', page: 'keys', accountId: key.accountId })),
    },
    null,
    key.state === 'disabled'
      ? { label: 'Enable', icon: <CirclePlay />, run: () => void setActive(key, true) }
      : { label: 'Disable', icon: <CircleMinus />, refusal: gone, run: () => void setActive(key, false) },
    {
      label: 'Delete…',
      icon: <Trash2 />,
      danger: true,
      refusal: cannot.delete ?? null,
      run: () => openDialog({ name: 'delete-key', ref }),
    },
  ]
  return <Menu trigger={<IconButton label="More" icon={<Ellipsis />} />} items={items} />
}
