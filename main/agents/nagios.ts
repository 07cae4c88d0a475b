import { posix } from 'node:path'
import { ok, type Result } from '../../shared/errors.ts'
import type { Agent, Place, SnippetOptions } from './agent.ts'
import {
  type Directive,
  isResourceFile,
  type Macro,
  nagiosTree,
  optionsIn,
  readNagios,
} from './locators/formats/nagios.ts'
import { hostName, isOurs, type VendorHost } from './locators/hosts.ts'
import { looksLikeKey, type Position, positionsIn } from './locators/text.ts'

/** Nagios: commands that send results by NRDP to our hosts, and the macros of its resource file. */
export const nagios: Agent = {
  id: 'nagios',
  name: 'Nagios',
  group: 'agent',
  needs: 'Two send_nrdp commands; the key is their --token, best as a $USERn$ macro out of resource.cfg.',
  docsUrl: 'https://coralogix.com/docs/nagios-coralogix/',
  takes: ['send-your-data'],
  files: [
    '/etc/nagios4/objects/commands.cfg',
    '/usr/local/nagios/etc/objects/commands.cfg',
    '/usr/local/nagios/etc/commands.cfg',
    '/etc/nagios4/resource.cfg',
  ],
  formats: ['cfg'],
  afterChange: 'Reload Nagios: systemctl reload nagios4 (SIGHUP).',
  checkers: (file) => ['nagios4', 'nagios'].map((program) => [program, '-v', mainFile(file)]),
  detect: (text) =>
    isResourceFile(text) || (/^[ \t]*define[ \t]+command\b/m.test(text) && /\bsend_nrdp/.test(text)),
  locate(text, hosts, fileName): Result<readonly Place[]> {
    const read = readNagios(text)
    if (!read.ok) return read
    const positionAt = positionsIn(text)
    if (read.value.kind === 'resource')
      return ok(
        read.value.macros
          .filter((macro) => looksLikeKey(macro.value))
          .map((macro) => macroPlace(macro, positionAt, true)),
      )
    return ok(
      read.value.definitions
        .filter(({ type }) => type === 'command')
        .flatMap(({ directives }) => {
          const name = directives.find((each) => each.name === 'command_name')?.value ?? 'command'
          return directives
            .filter((each) => each.name === 'command_line' && /\bsend_nrdp/.test(each.value))
            .flatMap((each) => tokensIn(each, name, hosts, fileName, positionAt))
        }),
    )
  },
  variables(text, name): Result<readonly Place[]> {
    const read = readNagios(text)
    if (!read.ok) return read
    if (read.value.kind !== 'resource') return ok([])
    const positionAt = positionsIn(text)
    return ok(
      read.value.macros
        .filter((macro) => macro.name === name)
        .map((macro) => macroPlace(macro, positionAt, false)),
    )
  },
  tree: (text) => nagiosTree(text),
  snippet,
}

/** Object files are checked through the main file that includes them. */
function mainFile(file: string): string {
  const folder = posix.dirname(file)
  if (posix.basename(file) === 'nagios.cfg') return file
  const above = /^(objects|conf\.d|servers)$/.test(posix.basename(folder))
  return posix.join(above ? posix.dirname(folder) : folder, 'nagios.cfg')
}

/** Where `$USERn$` is set: Nagios' packages keep resource.cfg beside the main file. */
const resourceFile = (fileName: string): string =>
  /[\\/]/.test(fileName)
    ? posix.join(posix.dirname(mainFile(fileName)), 'resource.cfg')
    : '/etc/nagios4/resource.cfg'

function tokensIn(
  directive: Directive,
  command: string,
  hosts: readonly VendorHost[],
  fileName: string,
  positionAt: (offset: number) => Position,
): readonly Place[] {
  const program = directive.value.lastIndexOf('send_nrdp')
  const url = optionsIn(directive.value, program, 'url', 'u').at(-1)?.value ?? ''
  if (!isOurs(url, hosts)) return []
  return optionsIn(directive.value, program, 'token', 't').map((token) => {
    const start = directive.start + token.start
    const macro = /^\$USER\d+\$$/.test(token.value) ? token.value : null
    const reason = directive.continued
      ? 'its command line goes on in the next line'
      : !token.whole
        ? 'it is not one plain word of the command line'
        : macro === null && token.value.includes('$')
          ? 'it is put together from macros'
          : null
    return {
      start,
      end: start + token.value.length,
      ...positionAt(start),
      agent: 'nagios',
      output: command,
      ...(macro === null
        ? { kind: 'literal', target: null }
        : {
            kind: 'file',
            target: macro,
            far: { kind: 'file', path: resourceFile(fileName), form: 'env', name: macro },
          }),
      quoting: token.quoting,
      ...(reason === null ? {} : { notEditable: reason }),
      host: hostName(url),
    }
  })
}

const macroPlace = (macro: Macro, positionAt: (offset: number) => Position, guessed: boolean): Place => ({
  start: macro.start,
  end: macro.start + macro.value.length,
  ...positionAt(macro.start),
  agent: 'nagios',
  output: macro.name,
  kind: 'literal',
  target: null,
  quoting: 'plain',
  ...(macro.doubt === null ? {} : { notEditable: macro.doubt }),
  ...(guessed && !macro.value.startsWith('cx')
    ? { onlyWhenNamed: 'nothing in the file says that it is a key of this vendor' }
    : {}),
  host: null,
})

function snippet(options: SnippetOptions): string {
  const path = [options.application, options.subsystem].map(asSegment).join('/')
  const url = `${options.ingressUrl.replace(/\/+$/, '')}/nrdp/v1/${path}/`
  const token = options.value ?? '$USER5$'
  const note =
    options.value === null
      ? '# The key stands in resource.cfg, which only Nagios can read: $USER5$=KEY\n'
      : ''
  return `# The vendor's pages show two paths for the address; this is the one of their list of fields. See that results arrive.
# In nagios.cfg: obsess_over_hosts=1, obsess_over_services=1, ochp_command=send_nrdp_host, ocsp_command=send_nrdp_service
${note}define command{
    command_name    send_nrdp_host
    command_line    $USER1$/send_nrdp.php --url="${url}" --token="${token}" --host="$HOSTNAME$" --state=$HOSTSTATEID$ --output="$HOSTOUTPUT$|$HOSTPERFDATA$"
}

define command{
    command_name    send_nrdp_service
    command_line    $USER1$/send_nrdp.php --url="${url}" --token="${token}" --host="$HOSTNAME$" --service="$SERVICEDESC$" --state=$SERVICESTATEID$ --output="$SERVICEOUTPUT$|$SERVICEPERFDATA$"
}
`
}

/** A name as a part of the address, in a quoted word of a command line. */
const asSegment = (name: string): string =>
  encodeURIComponent(name).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
