import { ok, type Result } from '../../shared/errors.ts'
import { keyTypes } from '../../shared/names.ts'
import type { Agent, Place, SnippetOptions } from './agent.ts'
import { entryOf, type PlistEntry, plistTree, readPlist } from './locators/formats/plist.ts'
import { keysIn } from './locators/key-variables.ts'
import { positionsIn, referenceIn } from './locators/text.ts'
import { placeInVariable, type VariableAt, wholeVariable } from './locators/variable-place.ts'

/** launchd's property lists: `EnvironmentVariables` of a daemon or an agent on macOS. */
export const launchd: Agent = {
  id: 'launchd',
  name: 'launchd property list',
  group: 'carrier',
  needs: 'EnvironmentVariables with a variable such as CORALOGIX_PRIVATE_KEY.',
  docsUrl:
    'https://developer.apple.com/library/archive/documentation/MacOSX/Conceptual/BPSystemStartup/Chapters/CreatingLaunchdJobs.html',
  takes: keyTypes,
  files: [
    '/Library/LaunchDaemons/com.coralogix.otelcol.plist',
    '~/Library/LaunchAgents/com.coralogix.otelcol.plist',
  ],
  formats: ['plist'],
  afterChange:
    'Load it anew: launchctl bootout system FILE, then launchctl bootstrap system FILE (gui/UID in place of system for a launch agent).',
  checkers: (file) => [['plutil', '-lint', file]],
  detect: (text) =>
    /<plist\b/.test(text) && /<key>(EnvironmentVariables|ProgramArguments|Program)<\/key>/.test(text),
  locate(text, hosts): Result<readonly Place[]> {
    const read = variablesOf(text)
    if (!read.ok) return read
    const positionAt = positionsIn(text)
    return ok(
      read.value.flatMap((each) =>
        keysIn(each, read.value, hosts).map((key) => placeInVariable(each, key, positionAt)),
      ),
    )
  },
  variables(text, name): Result<readonly Place[]> {
    const read = variablesOf(text)
    if (!read.ok) return read
    const positionAt = positionsIn(text)
    return ok(
      read.value
        .filter((each) => each.name === name)
        .map((each) => wholeVariable(each, 'launchd', positionAt)),
    )
  },
  tree: (text) => plistTree(text),
  snippet,
}

function variablesOf(text: string): Result<readonly VariableAt[]> {
  const read = readPlist(text)
  if (!read.ok) return read
  const environment = entryOf(read.value, 'EnvironmentVariables')
  return ok((environment?.entries ?? []).map((entry) => variableAt(entry, text)))
}

function variableAt({ key, value }: PlistEntry, text: string): VariableAt {
  const written = text.slice(value.start, value.end)
  const notEditable =
    value.type !== 'string'
      ? 'it is not a string, so launchd passes over it'
      : written !== value.text
        ? 'it is written with entities, a CDATA section or a comment'
        : value.start === value.end && text[value.start - 2] === '/'
          ? 'it is an empty element: write <string></string> first'
          : referenceIn(value.text) !== null
            ? 'launchd expands no variables: the text is set as it stands'
            : null
  return { name: key, value: written, start: value.start, quoting: 'xml', notEditable }
}

function snippet(options: SnippetOptions): string {
  const address =
    options.domain === null
      ? (['CORALOGIX_ENDPOINT', options.ingressUrl] as const)
      : (['CORALOGIX_DOMAIN', options.domain] as const)
  const variables = [
    address,
    ['CORALOGIX_PRIVATE_KEY', options.value ?? ''],
    ['CORALOGIX_APPLICATION_NAME', options.application],
    ['CORALOGIX_SUBSYSTEM_NAME', options.subsystem],
  ] as const
  const note = options.value === null ? '\n    <!-- Put the key in with: keyturn inject -->' : ''
  const lines = variables.map(
    ([name, value]) => `      <key>${name}</key>\n      <string>${escaped(value)}</string>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
  <dict>
    <key>Label</key>
    <string>com.coralogix.otelcol</string>
    <key>ProgramArguments</key>
    <array>
      <string>/opt/otelcol/otelcol-contrib</string>
      <string>--config=/opt/otelcol/config.yaml</string>
    </array>${note}
    <key>EnvironmentVariables</key>
    <dict>
${lines.join('\n')}
    </dict>
    <key>RunAtLoad</key>
    <true/>
    <key>KeepAlive</key>
    <true/>
  </dict>
</plist>
`
}

const escaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
