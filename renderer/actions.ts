import type { Key, KeyRef, OpenIntent, ProviderId, VaultStatus } from '../shared/model.ts'
import { api } from './api.ts'
import {
  announce,
  attempt,
  findKey,
  load,
  openDialog,
  openKey,
  setClipboard,
  toast,
  useStore,
} from './store.ts'
import { count } from './words.ts'

/** What the buttons, the keyboard and the palette all do, once. */

export const refOf = (key: Key): KeyRef => ({ accountId: key.accountId, keyId: key.id })

/** Why the key's value cannot be had now, or null. */
export function valueRefusal(key: Key, vault: VaultStatus): string | null {
  if (!key.hasValue) return 'Keyturn does not hold this value.'
  if (vault.state !== 'ready') return `${vault.message} ${vault.hint}`
  return null
}

export async function copyValue(ref: KeyRef): Promise<void> {
  const key = findKey(ref)
  const vault = useStore.getState().snapshot?.vault
  if (!key || !vault) return
  const refusal = valueRefusal(key, vault)
  if (refusal) return toast({ tone: 'warning', text: `${key.name} was not copied.`, detail: refusal })
  const status = await attempt(api['keys.copy']({ ref }))
  if (!status) return
  setClipboard(status)
  announce(`Value of ${key.name} copied. It is cleared from the clipboard in 30 seconds.`)
}

export async function clearClipboard(): Promise<void> {
  const status = await attempt(api['clipboard.clear']())
  if (status) setClipboard(status)
}

/** Asks the keychain again and says how it is. */
export async function checkKeychain(): Promise<void> {
  const status = await attempt(api['vault.check']())
  if (!status) return
  const ready = status.state === 'ready'
  toast({ tone: ready ? 'ok' : 'warning', text: status.message, ...(ready ? {} : { detail: status.hint }) })
}

export async function sync(accountId: string | null = null): Promise<void> {
  announce('Syncing.')
  const results = await attempt(api['sync.run']({ accountId }))
  if (!results) return
  const sum = (part: 'new' | 'changed' | 'gone' | 'total') =>
    results.reduce((total, result) => total + result.counts[part], 0)
  const changes = [
    sum('new') && `${sum('new')} new`,
    sum('changed') && `${sum('changed')} changed`,
    sum('gone') && `${sum('gone')} gone`,
  ].filter(Boolean)
  announce(`Synced ${count(sum('total'), 'key')}: ${changes.join(', ') || 'nothing changed'}.`)
}

export async function setActive(key: Key, active: boolean): Promise<void> {
  const changed = await attempt(api['keys.setActive']({ ref: refOf(key), active }))
  if (!changed) return
  toast({
    tone: 'ok',
    text: active
      ? `${key.name} is enabled. The same value works again.`
      : `${key.name} is disabled. Enabling it brings the same value back.`,
    action: { label: 'Undo', run: () => void setActive(changed, !active) },
  })
}

/** Adds the sandbox of a vendor, of the first one where none is named. */
export async function addSandbox(provider?: ProviderId): Promise<void> {
  const vendors = provider ? null : await attempt(api['accounts.providers']())
  const first = provider ?? vendors?.[0]?.id
  if (first && (await attempt(api['accounts.addSandbox']({ provider: first })))) await load()
}

export const openUseIn = (key: Key): void => openDialog({ name: 'use-in', ref: refOf(key) })

export const markRead = (ids: readonly string[]): void =>
  void attempt(api['inbox.markRead']({ ids: [...ids] }))

/** Sends one reminder to the desktop and says what became of it. */
export async function testNotification(): Promise<void> {
  const item = await attempt(api['inbox.testNotification']())
  if (!item) return
  const failed = item.delivery === 'failed'
  toast({
    tone: failed ? 'warning' : 'ok',
    text: failed ? 'The desktop did not show it.' : 'Sent to the desktop.',
    ...(item.deliveryNote ? { detail: item.deliveryNote } : {}),
  })
}

/** Tries the keychain again for a value that is only in memory. */
export async function retryCapture({ intentId, name }: OpenIntent): Promise<void> {
  const outcome = await attempt(api['keys.retryCapture']({ intentId }))
  if (!outcome) return
  if (outcome.kind === 'stuck') toast({ tone: 'error', text: outcome.message, detail: outcome.hint })
  else {
    toast({ tone: 'ok', text: `${name} is stored in the keychain and read back.` })
    openKey(refOf(outcome.key))
  }
}

/** Puts a value that is only in memory on the clipboard, so that the user can keep it. */
export async function copyStuck({ intentId, name }: Pick<OpenIntent, 'intentId' | 'name'>): Promise<void> {
  const status = await attempt(api['keys.copyStuck']({ intentId }))
  if (!status) return
  setClipboard(status)
  announce(`Value of ${name} copied. It is cleared from the clipboard in 30 seconds.`)
}
