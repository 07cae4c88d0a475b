import { useEffect } from 'react'
import { create } from 'zustand'
import type { Failure } from '../shared/errors.ts'
import type { Account, ProviderId } from '../shared/model.ts'
import type { ProviderInfo } from '../shared/providers.ts'
import { api } from './api.ts'

interface Vendors {
  /** Null until they are there. */
  readonly providers: readonly ProviderInfo[] | null
  readonly failure: Failure | null
}

const useVendorStore = create<Vendors>(() => ({ providers: null, failure: null }))

let asking: Promise<void> | undefined

/** Asks for the vendors once: they do not change while the app runs. After a failure the next one asks again. */
export function askVendors(): Promise<void> {
  asking ??= api['accounts.providers']().then((answer) => {
    if (!answer.ok) asking = undefined
    useVendorStore.setState(
      answer.ok ? { providers: answer.value, failure: null } : { failure: answer.failure },
    )
  })
  return asking
}

/** The vendors that Keyturn knows, and what each needs; null until they are there. */
export function useVendors(): Vendors {
  useEffect(() => void askVendors(), [])
  return useVendorStore()
}

/** A vendor's facts; undefined until they are there. */
export function useVendor(id: ProviderId | undefined): ProviderInfo | undefined {
  return useVendors().providers?.find((info) => info.id === id)
}

/** What is known of the vendors now, outside components. */
const knownVendors = (): readonly ProviderInfo[] => useVendorStore.getState().providers ?? []

/** An account's vendor; undefined until the vendors are there. */
export const vendorOf = (account: Pick<Account, 'provider'> | null): ProviderInfo | undefined =>
  knownVendors().find((info) => info.id === account?.provider)
