import type { Key, KeyRef, VaultStatus } from '../shared/model.ts'
import { api } from './api.ts'
import { announce, attempt, findKey, load, openDialog, setClipboard, toast, useStore } from './store.ts'
import { count } from './words.ts'

/** What the buttons, the keyboard and the palette all do, once. */

export const refOf = (key: Key): KeyRef => ({ accountId: key.accountId, keyId: key.id })

/** Why the key's value cannot be had now, or null. */
export function valueRefusal(key: Key, vault: VaultStatus): string | null {
  if (!key.hasValue) return 'Keyturn does not hold this value.'
  if (vault.state !== 'ready') return `${vault.message}. ${vault.hint}`
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

export async function addSandbox(): Promise<void> {
  if (await attempt(api['accounts.addSandbox']())) await load()
}

export const openUseIn = (key: Key): void => openDialog({ name: 'use-in', ref: refOf(key) })
