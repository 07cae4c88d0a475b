import type { Connection, Provider, ProviderSession } from '../provider.ts'
import { domains } from './domains.ts'
import { createOptions } from './presets.ts'
import { consoleKeysUrl, regions } from './regions.ts'
import { describeValue } from './value-hint.ts'

/**
 * The Coralogix provider for the two doors. HTTP and the schemas of the vendor's answers are half of what a command
 * would load; most commands ask the vendor nothing, so they are loaded with the first call.
 */
export function lazyCoralogix(): Provider {
  let provider: Promise<Provider> | undefined
  const load = async (): Promise<Provider> => {
    const [{ createHttp }, { coralogixProvider }] = await Promise.all([
      import('../http.ts'),
      import('./coralogix.ts'),
    ])
    return coralogixProvider(createHttp())
  }
  const connect = (connection: Connection): ProviderSession => {
    let session: Promise<ProviderSession> | undefined
    const open = (): Promise<ProviderSession> => {
      provider ??= load()
      session ??= provider.then((loaded) => loaded.connect(connection))
      return session
    }
    return {
      identify: async (signal) => (await open()).identify(signal),
      listKeys: async (signal) => (await open()).listKeys(signal),
      createKey: async (key) => (await open()).createKey(key),
      updateKey: async (keyId, change) => (await open()).updateKey(keyId, change),
      deleteKey: async (keyId) => (await open()).deleteKey(keyId),
      readValue: async (keyId) => (await open()).readValue(keyId),
      sendMarkedLine: async (value, marker) => (await open()).sendMarkedLine(value, marker),
      createOptions,
    }
  }
  return { id: 'coralogix', regions, domains, connect, describeValue, consoleKeysUrl }
}
