import {
  BadgeCheck,
  CalendarDays,
  CircleMinus,
  CirclePlay,
  Clock,
  Ellipsis,
  ExternalLink,
  FileCode2,
  Import,
  ListChecks,
  Lock,
  LockOpen,
  Pencil,
  RotateCw,
  Siren,
  Text,
  Trash2,
  Users,
} from 'lucide-react'
import type { Account, KeyDetail } from '../../../shared/model.ts'
import type { ConsolePage } from '../../../shared/providers.ts'
import { refOf, setActive } from '../../actions.ts'
import { api } from '../../api.ts'
import { IconButton } from '../../components/IconButton.tsx'
import { Menu, type MenuItem } from '../../components/Menu.tsx'
import { attempt, openDialog, useStore } from '../../store.ts'
import { providerWords } from '../../words.ts'
import { useAccountReport } from '../accounts/use-account-report.ts'
import { openRotation } from '../rotation/rotation-actions.ts'
import { hasLock, refusalOf } from './key-menu.ts'
import { setLocked } from './set-locked.ts'

interface Props {
  readonly detail: KeyDetail
}

/** Everything that can be done to a key; what cannot says why. */
export function KeyMenu({ detail }: Props) {
  const id = detail.key.accountId
  const account = useStore((state) => state.snapshot?.accounts.find((each) => each.id === id))
  return account ? <WithPages detail={detail} account={account} /> : <Items detail={detail} pages={[]} />
}

function WithPages({ detail, account }: Props & { readonly account: Account }) {
  const { report } = useAccountReport(account)
  return <Items detail={detail} pages={report?.pages ?? []} />
}

function Items(props: Props & { readonly pages: readonly ConsolePage[] }) {
  const { detail } = props
  const { key, cannot } = detail
  const ref = refOf(key)
  const gone = key.state === 'gone' ? 'It is gone at the vendor.' : null
  const refusal = (action: Parameters<typeof refusalOf>[1]) => refusalOf(detail, action)
  const pages = props.pages.map(
    ({ id, label }): MenuItem => ({
      label: `Open ${label} at ${providerWords[key.provider]}`,
      icon: <ExternalLink />,
      run: () => void attempt(api['app.open']({ kind: 'console', page: id, accountId: key.accountId })),
    }),
  )
  const items: (MenuItem | null)[] = [
    { label: 'Snippet…', icon: <FileCode2 />, run: () => openDialog({ name: 'snippet', ref }) },
    ...(key.hasValue
      ? [
          {
            label: 'Verify…',
            icon: <BadgeCheck />,
            refusal: refusal('verify'),
            run: () => openDialog({ name: 'verify', ref }),
          },
        ]
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
    {
      label: 'Rename…',
      icon: <Pencil />,
      refusal: refusal('rename'),
      run: () => openDialog({ name: 'rename', ref }),
    },
    ...(cannot.describe === undefined
      ? [
          {
            label: 'Description…',
            icon: <Text />,
            refusal: gone,
            run: () => openDialog({ name: 'describe', ref }),
          },
        ]
      : []),
    {
      label: 'Permissions…',
      icon: <ListChecks />,
      // Refused, it is shown all the same: it leads to the way out.
      refusal: detail.legacyKind ? gone : refusal('permissions'),
      run: () => openDialog({ name: 'rights', ref }),
    },
    ...(cannot.policy === undefined
      ? [
          {
            label: 'Access policy…',
            icon: <Users />,
            refusal: gone,
            run: () => openDialog({ name: 'access-policy', ref }),
          },
        ]
      : []),
    { label: 'Rotation policy…', icon: <Clock />, run: () => openDialog({ name: 'policy', ref }) },
    {
      label: 'Set creation date…',
      icon: <CalendarDays />,
      refusal: key.age.basis === 'vendor' ? 'The vendor says when it was created.' : null,
      run: () => openDialog({ name: 'set-date', ref }),
    },
    ...(pages.length > 0 ? [null, ...pages] : []),
    null,
    ...(hasLock(detail)
      ? [
          key.locked
            ? {
                label: 'Unlock',
                icon: <LockOpen />,
                refusal: refusal('unlock'),
                run: () => void setLocked(key, false),
              }
            : {
                label: 'Lock',
                icon: <Lock />,
                refusal: refusal('lock'),
                run: () => void setLocked(key, true),
              },
        ]
      : []),
    key.state === 'disabled'
      ? {
          label: 'Enable',
          icon: <CirclePlay />,
          refusal: refusal('enable'),
          run: () => void setActive(key, true),
        }
      : {
          label: 'Disable',
          icon: <CircleMinus />,
          refusal: refusal('disable'),
          run: () => void setActive(key, false),
        },
    {
      label: 'Delete…',
      icon: <Trash2 />,
      danger: true,
      refusal: refusal('delete'),
      run: () => openDialog({ name: 'delete-key', ref }),
    },
  ]
  return <Menu trigger={<IconButton label="More" icon={<Ellipsis />} />} items={items} />
}
