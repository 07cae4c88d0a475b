import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findTool } from '../../build/processes.mjs'
import type { Agent } from '../../main/agents/agent.ts'
import { agentNamed } from '../../main/agents/catalog.ts'
import { locateAll } from '../../main/agents/locating.ts'
import type { AgentId } from '../../shared/model.ts'
import {
  failureOf,
  fixture,
  fixtureText,
  hosts,
  must,
  newKey,
  refOf,
  temporaryFolder,
  world,
} from '../unit/agents/world.ts'

// The agents' own checkers, from Debian's packages.

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

/** Runs a checker, and answers how it ended and what it said. */
function run([program = '', ...words]: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const path = findTool(program)
  expect(path, `${program} is not installed`).toBeDefined()
  const ended = spawnSync(path ?? program, words, {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, ...environment },
  })
  return { code: ended.status, said: `${ended.stdout}${ended.stderr}` }
}

function accepts(command: readonly string[], environment: NodeJS.ProcessEnv = {}): void {
  const { code, said } = run(command, environment)
  expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' })
}

const agent = (id: AgentId): Agent => {
  const found = agentNamed(id)
  if (found === null) throw new Error(`there is no agent ${id}`)
  return found
}
const firstChecker = (id: AgentId, file: string): readonly string[] => agent(id).checkers?.(file)[0] ?? []
const write = (name: string, text: string): string => {
  const file = join(folder.path, name)
  writeFileSync(file, text)
  return file
}

/** The snippets of an agent, for the vendor's own and for a custom endpoint, with and without the value. */
async function snippets(id: AgentId): Promise<readonly { readonly format: string; readonly text: string }[]> {
  const found: { format: string; text: string }[] = []
  expect(agent(id).snippet, `${id} has no snippet`).toBeDefined()
  for (const format of agent(id).formats)
    for (const custom of [false, true]) {
      const { injection, keys } = world()
      const key = keys.get('new')
      if (custom && key !== undefined)
        key.facts = { ...key.facts, domain: null, ingressUrl: 'http://127.0.0.1:41234' }
      const wish = {
        agentId: id,
        ref: refOf('new'),
        format,
        application: 'shop 100% (größer)',
        subsystem: 'check-out',
      }
      found.push({ format, text: must(injection.snippet(wish)) })
      const filled = must(await injection.snippetWithValue(wish)).expose((text) => text)
      expect(filled).toContain(newKey)
      found.push({ format, text: filled })
    }
  return found
}

describe('promtool', () => {
  it.each(['prometheus', 'prometheus-server', 'prometheus-agent'] as const)(
    'accepts the snippets of %s',
    async (id) => {
      for (const { text } of await snippets(id)) accepts(firstChecker(id, write('prometheus.yml', text)))
    },
  )

  it('takes rules for a server, and not in agent mode', () => {
    const file = write('prometheus.yml', 'rule_files: [/etc/prometheus/rules/*.yml]\n')
    accepts(firstChecker('prometheus-server', file))
    expect(run(firstChecker('prometheus-agent', file)).code).toBe(1)
  })

  const fixtures = readdirSync(fixture('prometheus')).filter((name) => name.endsWith('.yml'))
  const refused = ['conflicts.yml', 'duplicate.yml', 'rendered.yml']

  it.each(fixtures.filter((name) => refused.includes(name)))(
    'refuses %s, as Keyturn does at every place',
    (name) => {
      expect(run(firstChecker('prometheus', fixture(`prometheus/${name}`))).code).toBe(1)
      const located = agent('prometheus').locate(fixtureText(`prometheus/${name}`), hosts, name)
      if (located.ok)
        for (const place of located.value) expect(place.notEditable).toMatch(/^Prometheus rejects/)
    },
  )

  it.each(fixtures.filter((name) => !refused.includes(name)))(
    'accepts %s before and after every injection',
    async (name) => {
      const file = join(folder.path, name)
      const text = fixtureText(`prometheus/${name}`)
      const places = must(locateAll(agent('prometheus'), text, hosts, name))
      const editable = places.filter(
        (place) => place.kind === 'literal' && place.notEditable === undefined && !place.provider,
      )
      accepts(firstChecker('prometheus', fixture(`prometheus/${name}`)))
      for (const { line } of editable) {
        copyFileSync(fixture(`prometheus/${name}`), file)
        const { injection } = world()
        must(await injection.apply(must(await injection.plan([file], refOf('new'), [{ file, line }])).planId))
        expect(readFileSync(file, 'utf8')).toContain(newKey)
        accepts(firstChecker('prometheus', file))
      }
    },
  )
})

describe('nagios4', () => {
  const macros = '$USER1$=/usr/lib/nagios/plugins\n$USER5$=cxtp_Fixture1111111111111111111111\n'
  const objects = `define contact{
    contact_name                   admin
    host_notification_commands     notify
    service_notification_commands  notify
    host_notification_period       always
    service_notification_period    always
}
define timeperiod{
    timeperiod_name  always
    alias            always
    monday           00:00-24:00
}
define command{
    command_name  notify
    command_line  /bin/true
}
define host{
    host_name            edge
    address              127.0.0.1
    max_check_attempts   1
    contacts             admin
    check_period         always
    notification_period  always
}
define service{
    host_name            edge
    service_description  ping
    check_command        notify
    max_check_attempts   1
    contacts             admin
    check_period         always
    notification_period  always
}
`

  /** A main file as small as Nagios takes it, with the commands in `objects/`. */
  function installed(commands: string): string {
    const at = folder.path
    const group = run(['id', '-gn']).said.trim()
    mkdirSync(join(at, 'objects'), { recursive: true })
    write('resource.cfg', macros)
    write('objects/others.cfg', objects)
    write(
      'nagios.cfg',
      `cfg_dir=${at}/objects
resource_file=${at}/resource.cfg
log_file=${at}/nagios.log
object_cache_file=${at}/objects.cache
status_file=${at}/status.dat
lock_file=${at}/nagios.lock
temp_file=${at}/nagios.tmp
temp_path=${at}
check_result_path=${at}
nagios_user=${userInfo().username}
nagios_group=${group}
illegal_macro_output_chars=\`~$&|'"<>
obsess_over_hosts=1
obsess_over_services=1
ochp_command=send_nrdp_host
ocsp_command=send_nrdp_service
`,
    )
    return write('objects/commands.cfg', commands)
  }

  it('accepts the snippets', async () => {
    for (const { text } of await snippets('nagios')) accepts(firstChecker('nagios', installed(text)))
  })

  it('accepts injected commands, and a macro injected into the resource file', async () => {
    const file = installed(fixtureText('nagios/commands.cfg'))
    accepts(firstChecker('nagios', file))
    const { injection } = world()
    const resource = join(folder.path, 'resource.cfg')
    must(await injection.apply(must(await injection.plan([file, resource], refOf('new'), [])).planId))
    for (const changed of [file, resource]) expect(readFileSync(changed, 'utf8')).toContain(newKey)
    accepts(firstChecker('nagios', file))
  })

  it('refuses what Keyturn refuses', () => {
    for (const name of ['documented.cfg', 'unclosed.cfg']) {
      expect(run(firstChecker('nagios', installed(fixtureText(`nagios/${name}`)))).code).toBe(1)
      expect(failureOf(agent('nagios').locate(fixtureText(`nagios/${name}`), hosts, name)).code).toBe(
        'file-invalid',
      )
    }
  })
})

describe('systemd-analyze', () => {
  /** What systemd has to say about a drop-in; where it passes over a line it warns, and may end with 0. */
  function verify(dropIn: string): string {
    const unit = write('otelcol-contrib.service', '[Service]\nExecStart=/bin/true\n')
    mkdirSync(`${unit}.d`, { recursive: true })
    write('otelcol-contrib.service.d/override.conf', dropIn)
    const { code, said } = run(firstChecker('systemd', unit), { SYSTEMD_LOG_TARGET: 'console' })
    if (code !== 0) return said
    return said
      .split('\n')
      .filter((line) => line.includes('override.conf'))
      .join('\n')
  }

  it('accepts the snippets', async () => {
    for (const { text } of await snippets('systemd')) expect(verify(text)).toBe('')
  })

  it('accepts an injected drop-in, and complains about what Keyturn refuses', async () => {
    expect(verify(fixtureText('systemd/override.conf'))).toBe('')
    const file = join(folder.path, 'otelcol-contrib.service.d/override.conf')
    const { injection } = world()
    must(await injection.apply(must(await injection.plan([file], refOf('new'), [{ file, line: 4 }])).planId))
    expect(verify(readFileSync(file, 'utf8'))).toBe('')
    for (const name of ['unclosed.conf', 'before-section.conf'])
      expect(verify(fixtureText(`systemd/${name}`))).toMatch(/override\.conf:\d/)
  })
})

describe('docker-compose', () => {
  it('accepts the snippets of Compose', async () => {
    for (const { text } of await snippets('compose'))
      accepts(['docker-compose', '-f', write('docker-compose.yml', text), 'config', '-q'], {
        CORALOGIX_PRIVATE_KEY: 'not-ours',
      })
  })
})

describe('amtool', () => {
  it('accepts a file of Alertmanager that Keyturn refuses', async () => {
    const file = write('alertmanager.yml', fixtureText('prometheus-alertmanager/alertmanager.yml'))
    accepts(['amtool', 'check-config', file])
    const { injection } = world()
    expect(failureOf(await injection.plan([file], refOf('new'), []))).toMatchObject({ code: 'refused' })
    expect(readFileSync(file, 'utf8')).toBe(fixtureText('prometheus-alertmanager/alertmanager.yml'))
  })
})
