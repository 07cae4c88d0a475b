import type { Connection, Provider, ProviderFacts, ProviderSession, ServiceIdCalls } from './provider.ts'

/**
 * A provider for the two doors. HTTP and the schemas of the vendor's answers are half of what a command would load; most
 * commands ask the vendor nothing, so they are loaded with the first call.
 */
export function lazyProvider(facts: ProviderFacts, load: () => Promise<Pick<Provider, 'connect'>>): Provider {
  const { has, ...rest } = facts
  let loaded: Promise<Pick<Provider, 'connect'>> | undefined
  const connect = (connection: Connection): ProviderSession => {
    let session: Promise<ProviderSession> | undefined
    const open = (): Promise<ProviderSession> => {
      loaded ??= load()
      session ??= loaded.then((provider) => provider.connect(connection))
      return session
    }
    // Only called where `has` says that it is there.
    const part = async <K extends 'policies' | 'serviceIds' | 'history' | 'bulk'>(
      name: K,
    ): Promise<NonNullable<ProviderSession[K]>> => {
      const found = (await open())[name]
      if (found === null) throw new Error(`${rest.id} has no ${name}`)
      return found
    }
    return {
      identify: async (signal) => (await open()).identify(signal),
      listKeys: async (known, signal) => (await open()).listKeys(known, signal),
      createKey: async (key) => (await open()).createKey(key),
      updateKey: async (keyId, change) => (await open()).updateKey(keyId, change),
      deleteKey: async (keyId) => (await open()).deleteKey(keyId),
      readValue: async (keyId) => (await open()).readValue(keyId),
      sendMarkedLine: async (value, marker) => (await open()).sendMarkedLine(value, marker),
      verify: async (value, question, signal) => (await open()).verify(value, question, signal),
      policies: has.policies && {
        ...has.policies,
        read: async (key, signal) => (await part('policies')).read(key, signal),
        write: async (key, policy) => (await part('policies')).write(key, policy),
        groups: async (signal) => (await part('policies')).groups(signal),
      },
      history: has.history ? async (keyId, signal) => (await part('history'))(keyId, signal) : null,
      bulk: has.bulk
        ? async (keys, action, onEach, signal) => (await part('bulk'))(keys, action, onEach, signal)
        : null,
      serviceIds: has.serviceIds ? lazyServiceIds(() => part('serviceIds')) : null,
    }
  }
  return { ...rest, connect }
}

const lazyServiceIds = (part: () => Promise<ServiceIdCalls>): ServiceIdCalls => ({
  list: async (signal) => (await part()).list(signal),
  create: async (name, description) => (await part()).create(name, description),
  remove: async (id) => (await part()).remove(id),
  grantSending: async (service) => (await part()).grantSending(service),
  revokeSending: async (policyId) => (await part()).revokeSending(policyId),
  maySend: async (ownerId, signal) => (await part()).maySend(ownerId, signal),
})
