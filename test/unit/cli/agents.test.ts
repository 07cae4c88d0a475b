import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agentInfos } from '../../../main/agents/catalog.ts'
import { fail } from '../../../shared/errors.ts'
import { agentIds } from '../../../shared/names.ts'
import { aKey } from '../../fakes/cli-samples.ts'
import type { FakeTerminal } from '../../fakes/terminal.ts'
import { session } from './session.ts'

const id = aKey().id
let folder: string
let config: string
let other: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-'))
  config = join(folder, 'config.yaml')
  other = join(folder, 'other.yaml')
  writeFileSync(config, '')
  writeFileSync(other, '')
})

afterAll(() => rmSync(folder, { recursive: true }))

const inFolder = (terminal: FakeTerminal) => {
  terminal.cwd = folder
}

const columns = (number: number) => (terminal: FakeTerminal) => {
  terminal.columns = number
}

test('the whole list can be read at 80 columns, in groups', async () => {
  const { core, keyturn } = session()
  core.agentList = agentInfos()
  const { stdout } = await keyturn('agent list', columns(80))
  const lines = stdout.split('\n')
  expect(lines.filter((line) => line.length > 80)).toEqual([])
  for (const agent of agentIds) expect(lines.filter((line) => line.split(' ')[0] === agent)).toHaveLength(1)
  expect(lines.filter((line) => /^\S+ .*(key|telemetry)/.test(line))).toEqual([
    'Agents that send telemetry',
    'Readers: they query with a key of their own type, never with one for sending',
    'Files that carry a key for an agent',
  ])
  expect(stdout).toMatch(/\ngrafana-api +Grafana API +team, personal\n/)
  expect(stdout).toMatch(/\ncompose +Docker Compose +any\n/)
  expect(stdout).not.toContain('…')
})

test('the refused ones come last, each with the whole reason and the way out', async () => {
  const { core, keyturn } = session()
  core.agentList = agentInfos()
  const { stdout } = await keyturn('agent list', columns(60))
  const words = stdout.slice(stdout.indexOf('\nRefused\n')).replace(/\s+/g, ' ')
  const refused = agentInfos().filter(({ supported }) => !supported)
  expect(refused).toHaveLength(3)
  for (const { id: agent, reason } of refused) expect(words).toContain(`${agent} ${reason}`)
})

test('a wide terminal, and a pipe, show the usual files too', async () => {
  const { core, keyturn } = session()
  core.agentList = agentInfos()
  expect((await keyturn('agent list', columns(120))).stdout).toMatch(/ TAKES +FILES\nlogstash .* \/etc\//)
  expect((await keyturn('agent list')).stdout).toContain('C:\\opt\\fluent\\etc\\fluent\\fluentd.conf')
})

const unread = (file: string, error: string) => ({
  file,
  agent: null,
  supported: false,
  reason: null,
  uses: [],
  error,
})

test('detection names a file that cannot be read once, and counts several', async () => {
  const { core, keyturn } = session()
  core.detections = [unread(config, `${config} cannot be read: it is a folder.`)]
  const one = await keyturn(['agent', 'detect', 'config.yaml'], inFolder)
  expect(one.stdout).toBe('config.yaml cannot be read: it is a folder.\n')
  expect(one.stderr).toBe('keyturn: config.yaml cannot be read: it is a folder.\nNothing was changed.\n')
  core.detections = [unread(config, 'Line 1 is odd.'), unread(other, 'Line 2 is odd.')]
  const two = await keyturn(['agent', 'detect', 'config.yaml', 'other.yaml'], inFolder)
  expect(two.stdout).toBe('config.yaml: Line 1 is odd.\nother.yaml: Line 2 is odd.\n')
  expect(two.stderr).toContain('keyturn: 2 of 2 files could not be read.\n')
})

test('detection says when the keychain keeps keys from being recognised', async () => {
  const { core, keyturn } = session()
  const use = {
    file: config,
    line: 4,
    column: 1,
    output: 'coralogix',
    kind: 'literal',
    keyState: null,
  } as const
  const agent = 'opentelemetry' as const
  const uses = [{ ...use, agent, keyId: null, chain: [], outside: null }]
  core.detections = [{ file: config, agent, supported: true, reason: null, uses, error: null }]
  expect((await keyturn(['agent', 'detect', config])).stderr).toBe('')
  core.vaultState = 'locked'
  expect((await keyturn(['agent', 'detect', config])).stderr).toMatch(/keys that Keyturn holds are not rec/)
})

test('failures name files below the current folder as a person would; JSON names them whole', async () => {
  const { core, keyturn } = session()
  const failed = fail('file-not-editable', `${config} is left alone: it is read-only.`, `See (${other}).`)
  if (!failed.ok) core.failing.set('injection.plan', failed.failure)
  const line = ['inject', 'config.yaml', '--key', id]
  expect((await keyturn(line, inFolder)).stderr).toBe(
    'keyturn: config.yaml is left alone: it is read-only.\nSee (other.yaml).\n',
  )
  expect((await keyturn([...line, '--json'], inFolder)).stderr).toContain(`"message":"${config} is left`)
})

test('a snippet for a key that does not go there says so', async () => {
  const { core, keyturn } = session()
  core.agentList = agentInfos()
  const { code, stderr } = await keyturn(`agent snippet grafana-api --key ${id}`)
  expect(code).toBe(0)
  expect(stderr).toMatch(/\nedge-otel does not go there: it is a send-your-data key\. \S/)
  expect((await keyturn(`agent snippet fluent-bit --key ${id}`)).stderr).not.toContain('does not go there')
})

test('what to type afterwards names the file', async () => {
  const { core, keyturn } = session()
  core.afterChange = 'Apply it: kubectl apply -f FILE.'
  const { stdout } = await keyturn(['inject', 'config.yaml', '--key', id], inFolder)
  expect(stdout).toContain(
    'Wrote /etc/otel/config.yaml (1 place). Apply it: kubectl apply -f /etc/otel/config.yaml.\n',
  )
})

test('a command line that cannot be read names the help of its own command', async () => {
  const { keyturn } = session()
  expect((await keyturn('inject config.yaml')).stderr).toMatch(
    /\nkeyturn inject --help shows how it is written\.\n$/,
  )
  expect((await keyturn('agent')).stderr).toMatch(/\nkeyturn agent --help lists the commands\.\n$/)
  expect((await keyturn('agent snippet')).stderr).toContain('keyturn agent snippet --help shows how')
  expect((await keyturn('nonsense')).stderr).toContain('\nkeyturn --help lists the commands.\n')
})

test('help says a default only where there is one', async () => {
  const { keyturn } = session()
  expect((await keyturn('inject --help')).stdout).not.toContain('default:')
  expect((await keyturn('agent snippet --help')).stdout).toContain('(default: "my-application")')
})
