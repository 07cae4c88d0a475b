import type { Http } from '../http.ts'
import type { Provider } from '../provider.ts'

/** The IBM Cloud provider over `http`. */
export function ibmCloudProvider(_http: Http): Pick<Provider, 'connect'> {
  return {
    connect: () => {
      throw new Error('not built yet')
    },
  }
}
