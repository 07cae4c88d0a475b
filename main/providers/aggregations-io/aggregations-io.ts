import type { Http } from '../http.ts'
import type { Provider } from '../provider.ts'

/** The Aggregations.io provider over `http`. */
export function aggregationsIoProvider(_http: Http): Pick<Provider, 'connect'> {
  return {
    connect: () => {
      throw new Error('not built yet')
    },
  }
}
