import { keyTypes } from '../../shared/names.ts'
import type { Agent, SnippetOptions } from './agent.ts'
import { manifestEmbedded, manifestPlaces, manifestTree, manifestVariables } from './locators/manifest.ts'

const kinds = 'Secret|SecretList|SealedSecret|ExternalSecret|ClusterExternalSecret'

/** Kubernetes Secrets, also among other objects of one file: `data` in base64 and `stringData` as it is. */
export const kubernetesSecret: Agent = {
  id: 'kubernetes-secret',
  name: 'Kubernetes Secret',
  group: 'carrier',
  needs: 'A Secret such as coralogix-keys; the key stands in stringData.PRIVATE_KEY, or in data as base64.',
  docsUrl: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  takes: keyTypes,
  files: ['coralogix-keys.yaml', 'secret.yaml'],
  formats: ['yaml'],
  afterChange:
    'Apply it and restart what reads it as a variable: kubectl apply -f FILE && kubectl rollout restart WORKLOAD.',
  detect: (text) =>
    (/^["']?apiVersion["']?[ \t]*:/m.test(text) &&
      (new RegExp(`^["']?kind["']?[ \\t]*:[ \\t]*["']?(?:${kinds})["']?[ \\t]*(?:#.*)?\\r?$`, 'm').test(
        text,
      ) ||
        (/^["']?kind["']?[ \t]*:[ \t]*["']?List["']?/m.test(text) &&
          /^(?: {2,4}|- | {2}- )["']?kind["']?[ \t]*:[ \t]*["']?Secret["']?[ \t]*(?:#.*)?\r?$/m.test(
            text,
          )))) ||
    (/^\s*\{/.test(text) &&
      /"apiVersion"\s*:/.test(text) &&
      new RegExp(`"kind"\\s*:\\s*"(?:${kinds})"`).test(text)),
  locate: (text, hosts) => manifestPlaces(text, hosts),
  variables: (text, name) => manifestVariables(text, name),
  embedded: (text) => manifestEmbedded(text),
  tree: (text) => manifestTree(text),
  snippet,
}

function snippet(options: SnippetOptions): string {
  const key =
    options.value === null
      ? `  # Put the key in with: keyturn inject FILE --key ID\n  PRIVATE_KEY: ''`
      : `  PRIVATE_KEY: ${JSON.stringify(options.value)}`
  const address =
    options.domain === null
      ? `CORALOGIX_ENDPOINT: '${options.ingressUrl}'`
      : `CORALOGIX_DOMAIN: '${options.domain}'`
  return `apiVersion: v1
kind: Secret
metadata:
  name: coralogix-keys
type: Opaque
stringData:
${key}
  ${address}
  CORALOGIX_APPLICATION_NAME: '${options.application}'
  CORALOGIX_SUBSYSTEM_NAME: '${options.subsystem}'
`
}
