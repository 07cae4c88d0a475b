import { ok, type Result } from '../../shared/errors.ts'
import { keyTypes } from '../../shared/names.ts'
import type { Agent, Place, SnippetOptions } from './agent.ts'
import { readUnit, type UnitVariable, unitTree } from './locators/formats/systemd.ts'
import { type KeyInVariable, keysIn } from './locators/key-variables.ts'
import { bearerTokenStart, type Position, positionsIn, referenceIn } from './locators/text.ts'
import { placeInVariable } from './locators/variable-place.ts'

/** What the snippet's drop-in reads the key from. */
const environmentFile = '/etc/otelcol-contrib/otelcol-contrib.conf'

/** systemd units and drop-ins: `Environment=`, and `EnvironmentFile=` as the way to a file of NAME=value. */
export const systemd: Agent = {
  id: 'systemd',
  name: 'systemd unit',
  group: 'carrier',
  needs:
    'Environment= with a variable such as CORALOGIX_PRIVATE_KEY, or EnvironmentFile= that names its file.',
  docsUrl: 'https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Environment',
  takes: keyTypes,
  files: ['/etc/systemd/system/otelcol-contrib.service.d/override.conf'],
  formats: ['unit'],
  afterChange: 'Run systemctl daemon-reload, then restart the unit.',
  afterKeyFileChange: 'Restart the unit: a running process keeps the old environment.',
  checkers: (file) => (file.endsWith('.service') ? [['systemd-analyze', 'verify', file]] : []),
  detect: (text) => /^[ \t]*\[Service\][ \t]*\r?$/m.test(text) && /^[ \t]*[A-Z][A-Za-z]+[ \t]*=/m.test(text),
  locate(text, hosts): Result<readonly Place[]> {
    const read = readUnit(text)
    if (!read.ok) return read
    const { variables } = read.value
    const inForce = variables.filter((each) => !each.dropped)
    const positionAt = positionsIn(text)
    const places = variables.flatMap((each) =>
      keysIn(each, each.dropped ? variables : inForce, hosts).map((key) => placeOf(each, key, positionAt)),
    )
    return ok(places.sort((a, b) => a.start - b.start))
  },
  variables(text, name): Result<readonly Place[]> {
    const read = readUnit(text)
    if (!read.ok) return read
    const positionAt = positionsIn(text)
    const own = read.value.variables
      .filter((each) => each.name === name && !each.dropped)
      .map((each) => {
        const from = bearerTokenStart(each.value) ?? 0
        const to = each.value.trimEnd().length
        return placeOf(
          each,
          { from, to, agent: 'systemd', form: 'bare', doubt: null, host: null },
          positionAt,
        )
      })
    // A file's settings override those of the unit, whatever the order in it.
    const files = read.value.files.map(
      ({ path, start }): Place => ({
        start,
        end: start + path.length,
        ...positionAt(start),
        agent: 'systemd',
        output: 'EnvironmentFile',
        kind: 'file',
        target: path,
        far: { kind: 'file', path, form: 'env', name },
        quoting: 'plain',
        ...(/[*?[%]/.test(path)
          ? { notEditable: 'the path has a pattern or a specifier, so it may name several files' }
          : {}),
        host: null,
      }),
    )
    return ok([...own, ...files])
  },
  tree: (text) => unitTree(text),
  snippet,
}

const quotings = { '"': 'double', "'": 'single', '': 'plain' } as const

function placeOf(
  variable: UnitVariable,
  key: KeyInVariable,
  positionAt: (offset: number) => Position,
): Place {
  const at = variable.offsets[key.from] ?? 0
  const quote = variable.quotes[key.from] ?? ''
  const apart = variable.offsets
    .slice(key.from, key.to)
    .some((offset, index) => offset !== at + index || variable.quotes[key.from + index] !== quote)
  const token = variable.value.slice(key.from, key.to)
  const notEditable =
    variable.doubt ??
    (apart ? 'it is put together from several pieces' : null) ??
    (referenceIn(token) === null ? null : 'systemd expands no variables here: the text is set as it stands')
  const doubt = variable.dropped ? 'a later, empty Environment= drops it' : key.doubt
  const { name, value } = variable
  const quoting = quotings[quote]
  return placeInVariable(
    { name, value, start: at - key.from, quoting, notEditable },
    { ...key, doubt },
    positionAt,
  )
}

function snippet(options: SnippetOptions): string {
  const address = options.domain === null ? 'CORALOGIX_ENDPOINT' : 'CORALOGIX_DOMAIN'
  const key =
    options.value === null
      ? `# The key stands there: CORALOGIX_PRIVATE_KEY=KEY\nEnvironmentFile=${environmentFile}`
      : setting('CORALOGIX_PRIVATE_KEY', options.value)
  return `[Service]
${setting(address, options.domain ?? options.ingressUrl)}
${setting('CORALOGIX_APPLICATION_NAME', options.application)}
${setting('CORALOGIX_SUBSYSTEM_NAME', options.subsystem)}
${key}
`
}

/** systemd expands `%` everywhere. The names have no quotes and no backslashes. */
const setting = (name: string, value: string): string =>
  `Environment="${name}=${value.replaceAll('%', '%%')}"`
