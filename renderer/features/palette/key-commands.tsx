import {
  ArrowRightToLine,
  BadgeCheck,
  CalendarDays,
  CircleMinus,
  CirclePlay,
  Clock,
  Copy,
  ExternalLink,
  FileCode2,
  Import,
  ListChecks,
  Pencil,
  RotateCw,
  Siren,
  Trash2,
  Users,
} from 'lucide-react'
import type { Key, Snapshot } from '../../../shared/model.ts'
import { copyValue, openUseIn, refOf, setActive } from '../../actions.ts'
import { api } from '../../api.ts'
import { attempt, openDialog } from '../../store.ts'
import { providerWords } from '../../words.ts'
import { openRotation } from '../rotation/rotation-actions.ts'
import { type Command, command } from './command.ts'

/** What can be done with the selected key: all that its page offers. */
export function keyCommands(key: Key, snapshot: Snapshot): readonly Command[] {
  const ref = refOf(key)
  const { name } = key
  const gone = key.state === 'gone'
  return [
    ...(key.hasValue
      ? [
          command(snapshot, 'copy', `Copy ${name}`, <Copy />, () => void copyValue(ref), 'copy'),
          command(
            snapshot,
            'use-in',
            `Use ${name} in…`,
            <ArrowRightToLine />,
            () => openUseIn(key),
            'use-in',
          ),
          command(snapshot, 'verify', `Verify ${name}…`, <BadgeCheck />, () =>
            openDialog({ name: 'verify', ref }),
          ),
        ]
      : [
          command(snapshot, 'import-key', `Import the value of ${name}…`, <Import />, () =>
            openDialog({ name: 'import', ref }),
          ),
        ]),
    command(snapshot, 'snippet', `Snippet with ${name}…`, <FileCode2 />, () =>
      openDialog({ name: 'snippet', ref }),
    ),
    command(snapshot, 'key-policy', `Rotation policy of ${name}…`, <Clock />, () =>
      openDialog({ name: 'policy', ref }),
    ),
    ...(key.age.basis === 'vendor'
      ? []
      : [
          command(snapshot, 'set-date', `Set the creation date of ${name}…`, <CalendarDays />, () =>
            openDialog({ name: 'set-date', ref }),
          ),
        ]),
    ...(gone
      ? []
      : [
          command(snapshot, 'rotate', `Rotate ${name}…`, <RotateCw />, () => openRotation(ref), 'rotate'),
          command(snapshot, 'leaked', `This key leaked: ${name}…`, <Siren />, () =>
            openDialog({ name: 'leaked', ref }),
          ),
          // Their dialogs say why where it cannot be done.
          command(snapshot, 'rights', `Permissions of ${name}…`, <ListChecks />, () =>
            openDialog({ name: 'rights', ref }),
          ),
          command(snapshot, 'access-policy', `Access policy of ${name}…`, <Users />, () =>
            openDialog({ name: 'access-policy', ref }),
          ),
          command(snapshot, 'rename', `Rename ${name}…`, <Pencil />, () =>
            openDialog({ name: 'rename', ref }),
          ),
          key.state === 'disabled'
            ? command(snapshot, 'enable', `Enable ${name}`, <CirclePlay />, () => void setActive(key, true))
            : command(
                snapshot,
                'disable',
                `Disable ${name}`,
                <CircleMinus />,
                () => void setActive(key, false),
              ),
        ]),
    command(
      snapshot,
      'console',
      `Open ${name} in ${providerWords[key.provider]}`,
      <ExternalLink />,
      () => void attempt(api['app.open']({ kind: 'console', page: 'keys', accountId: key.accountId })),
    ),
    command(snapshot, 'delete', `Delete ${name}…`, <Trash2 />, () => openDialog({ name: 'delete-key', ref })),
  ]
}
