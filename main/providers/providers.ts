import type { ProviderId } from '../../shared/model.ts'
import { aggregationsIoFacts } from './aggregations-io/facts.ts'
import { coralogixFacts } from './coralogix/facts.ts'
import { ibmCloudFacts } from './ibm-cloud/facts.ts'
import { lazyProvider } from './lazy.ts'
import type { Provider } from './provider.ts'

/** The vendors, by id. */
export interface Providers {
  readonly all: readonly Provider[]
  of(id: ProviderId): Provider
}

/** Looks vendors up among these. Asking for one that is not there is a bug: accounts name only known ones. */
export function providersOf(all: readonly Provider[]): Providers {
  return {
    all,
    of(id) {
      const found = all.find((one) => one.id === id)
      if (!found) throw new Error(`no provider ${id}`)
      return found
    },
  }
}

/** Every vendor that Keyturn knows; their sessions are loaded with the first call. */
export function allProviders(): readonly Provider[] {
  let http: Promise<ReturnType<typeof import('./http.ts')['createHttp']>> | undefined
  const shared = () => {
    http ??= import('./http.ts').then(({ createHttp }) => createHttp())
    return http
  }
  return [
    lazyProvider(coralogixFacts, async () => {
      const { coralogixProvider } = await import('./coralogix/coralogix.ts')
      return coralogixProvider(await shared())
    }),
    lazyProvider(ibmCloudFacts, async () => {
      const { ibmCloudProvider } = await import('./ibm-cloud/ibm-cloud.ts')
      return ibmCloudProvider(await shared())
    }),
    lazyProvider(aggregationsIoFacts, async () => {
      const { aggregationsIoProvider } = await import('./aggregations-io/aggregations-io.ts')
      return aggregationsIoProvider(await shared())
    }),
  ]
}
