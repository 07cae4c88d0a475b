import { ok, type Result } from '../../shared/errors.ts'
import { keyTypes } from '../../shared/names.ts'
import type { Agent, Place, SnippetOptions } from './agent.ts'
import { type Assignment, dotenvTree, readDotenv } from './locators/formats/dotenv.ts'
import { keysIn } from './locators/key-variables.ts'
import { positionsIn } from './locators/text.ts'
import { placeInVariable, type VariableAt, wholeVariable } from './locators/variable-place.ts'

/** Files of NAME=value that a unit's EnvironmentFile= usually names: systemd reads them, not a shell. */
const systemdFile =
  /(^|[\\/])(?:etc[\\/](?:default|sysconfig)[\\/][^\\/]+|(?:otelcol(?:-contrib)?|opampsupervisor)\.conf)$/i

const vendorVariable =
  /^[ \t]*(?:export[ \t]+)?(?:CORALOGIX_|CX_|OTEL_EXPORTER_OTLP_|PRIVATE_KEY|Api_Key|IAM_API_KEY)/m

/** `.env` files and systemd's environment files: the carrier of many agents. Places are found by the variable's name. */
export const dotenv: Agent = {
  id: 'dotenv',
  name: '.env file',
  group: 'carrier',
  needs: 'A variable such as CORALOGIX_PRIVATE_KEY, CX_API_KEY or OTEL_EXPORTER_OTLP_HEADERS.',
  docsUrl: 'https://coralogix.com/docs/user-guides/account-management/api-keys/send-your-data-api-key/',
  takes: keyTypes,
  files: [
    '.env',
    '/etc/default/fluent-bit',
    '/etc/sysconfig/fluent-bit',
    '/etc/default/telegraf',
    '/etc/default/vector',
    '/etc/otelcol-contrib/otelcol-contrib.conf',
    '/etc/opampsupervisor/opampsupervisor.conf',
  ],
  formats: ['env'],
  afterChange: 'Restart what reads the file: a running process keeps the old environment.',
  detect: (text, _hosts, fileName) => {
    if (/(^|[\\/.])env(\.[\w-]+)?$|\.env(\.[\w-]+)?$/i.test(fileName)) return true
    return vendorVariable.test(text) && readDotenv(text, dialectOf(fileName)).ok
  },
  locate(text, hosts, fileName): Result<readonly Place[]> {
    const read = readDotenv(text, dialectOf(fileName))
    if (!read.ok) return read
    const positionAt = positionsIn(text)
    return ok(
      read.value.flatMap((each) =>
        keysIn(each, read.value, hosts).map((key) => placeInVariable(standing(each), key, positionAt)),
      ),
    )
  },
  variables(text, name, fileName): Result<readonly Place[]> {
    const read = readDotenv(text, dialectOf(fileName))
    if (!read.ok) return read
    const positionAt = positionsIn(text)
    const named = read.value.filter((each) => each.name === name)
    return ok(named.map((each) => wholeVariable(standing(each), 'dotenv', positionAt)))
  },
  tree: (text, fileName) => dotenvTree(text, dialectOf(fileName)),
  snippet,
}

const dialectOf = (fileName: string) => (systemdFile.test(fileName) ? 'systemd' : 'dotenv')

const quoting = { '"': 'double', "'": 'single', '`': 'single', '': 'plain' } as const
const standing = (each: Assignment): VariableAt => ({
  name: each.name,
  value: each.value,
  start: each.start,
  quoting: quoting[each.quote],
  notEditable: each.doubt,
})

function snippet(options: SnippetOptions): string {
  const address =
    options.domain === null
      ? `CORALOGIX_ENDPOINT=${options.ingressUrl}`
      : `CORALOGIX_DOMAIN=${options.domain}`
  const key =
    options.value === null
      ? '# Put the key in with: keyturn inject FILE --key ID\nCORALOGIX_PRIVATE_KEY='
      : `CORALOGIX_PRIVATE_KEY=${options.value}`
  return `${address}
${key}
CORALOGIX_APPLICATION_NAME='${options.application}'
CORALOGIX_SUBSYSTEM_NAME='${options.subsystem}'
`
}
