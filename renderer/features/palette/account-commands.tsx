import { KeyRound, ListFilter, NotebookPen, Plus, RefreshCw, UserRoundPlus } from 'lucide-react'
import type { KeyType, Snapshot } from '../../../shared/model.ts'
import { sync } from '../../actions.ts'
import { openDialog, show } from '../../store.ts'
import { vendorOf } from '../../vendors.ts'
import { keysOfType, providerWords } from '../../words.ts'
import { inSentence } from '../accounts/account-form.ts'
import { countByAccount } from '../keys/key-list.ts'
import { type Command, command } from './command.ts'

/** Each account and each of its types as a place to go to, and what can be done with the account. */
export function accountCommands(snapshot: Snapshot): readonly Command[] {
  const { accounts, keys } = snapshot
  const counts = countByAccount(keys)
  const vendors = [...new Set(accounts.map((account) => account.provider))]
  return [
    ...(vendors.length > 1
      ? vendors.map((provider) =>
          command(snapshot, `vendor-${provider}`, `Keys of ${providerWords[provider]}`, <ListFilter />, () =>
            show({ kind: 'keys', provider }),
          ),
        )
      : []),
    ...accounts.flatMap((account) => {
      const { id, name, region } = account
      const info = vendorOf(account)
      const note = accounts.length > 1 ? { note: providerWords[account.provider] } : {}
      const types = [...(counts.get(id)?.keys() ?? [])].filter((type): type is KeyType => type !== 'legacy')
      return [
        {
          ...command(snapshot, `account-${id}`, `Keys of ${name}`, <ListFilter />, () =>
            show({ kind: 'keys', accountId: id }),
          ),
          ...note,
        },
        ...types.map((type) =>
          command(snapshot, `type-${id}-${type}`, `${keysOfType[type]} of ${name}`, <ListFilter />, () =>
            show({ kind: 'keys', accountId: id, type }),
          ),
        ),
        command(
          snapshot,
          `new-${id}`,
          `New key in ${name}`,
          info?.mode === 'record' ? <NotebookPen /> : <Plus />,
          () => openDialog({ name: 'create-key', accountId: id }),
        ),
        ...(accounts.length > 1 && info?.mode !== 'record'
          ? [command(snapshot, `sync-${id}`, `Sync ${name}`, <RefreshCw />, () => void sync(id))]
          : []),
        ...(region !== 'sandbox' && info?.credential
          ? [
              command(
                snapshot,
                `replace-${id}`,
                `Replace the ${inSentence(info.credential.label)} of ${name}…`,
                <KeyRound />,
                () => openDialog({ name: 'replace-credential', accountId: id }),
              ),
            ]
          : []),
        ...(info?.types.includes('service-id')
          ? [
              command(
                snapshot,
                `setup-${id}`,
                `New service ID with the right to send in ${name}…`,
                <UserRoundPlus />,
                () => openDialog({ name: 'setup', accountId: id }),
              ),
            ]
          : []),
      ]
    }),
  ]
}
