import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { maskedOutput } from '../../../main/injection/checking.ts'
import { judge } from '../../../main/scan/judge.ts'
import { KnownValues } from '../../../main/scan/known-values.ts'
import { findingsIn } from '../../../main/scan/places.ts'
import { fixture, hosts, refOf, temporaryFolder, world } from '../agents/world.ts'

/*
 * Every secret of every fixture, ours and others', against everything that is told about the file: detect, plans and
 * their refusals, findings and their sentences, what a checker that prints the whole file is shown to say.
 */

const folder = temporaryFolder()
afterAll(() => folder.remove())

const files = readdirSync(fixture('.'))
  .filter((name) => name !== 'snippets')
  .flatMap((name) => readdirSync(fixture(name)).map((file) => `${name}/${file}`))
  .filter((path) => basename(path) !== 'expected.txt')

const secretsIn = (text: string): readonly string[] => [
  ...new Set(text.match(/cx[a-z]{2}_[A-Za-z0-9]{20,}|Fixture\w*Key\w{6,}|[\w-]*(?:not-ours|hunter2)[\w-]*/g)),
]

const { injection } = world()

/** All that is told about a file, as one text for each way. */
async function told(path: string, text: string): Promise<ReadonlyMap<string, string>> {
  const all = new Map([['detect', JSON.stringify(await injection.detect([path]))]])
  for (const id of ['new', 'team', 'service', 'org']) {
    const plan = await injection.plan([path], refOf(id), [])
    all.set(`plan ${id}`, JSON.stringify(plan))
    for (const { line } of plan.ok ? [] : (plan.failure.choices ?? []))
      all.set(
        `plan ${id} at ${line}`,
        JSON.stringify(await injection.plan([path], refOf(id), [{ file: path, line }])),
      )
  }
  const { findings: raw } = findingsIn(
    path,
    Buffer.from(text),
    [],
    hosts,
    new KnownValues(new Uint8Array(32), []),
  )
  all.set('scan', JSON.stringify(raw))
  all.set(
    'sentences',
    JSON.stringify(raw.map((each) => judge(each, null, hosts, { advice: () => null, retires: () => false }))),
  )
  all.set('check', maskedOutput(text, text, path).join('\n'))
  return all
}

const inert = (path: string, text: string): string => text.replaceAll(path, '').replaceAll(basename(path), '')

describe('no secret of a file is told', () => {
  it.each(files)('%s', async (name) => {
    const text = readFileSync(fixture(name), 'utf8')
    const path = join(folder.path, basename(name))
    writeFileSync(path, text)
    const secrets = secretsIn(text)
    for (const [way, said] of await told(path, text))
      for (const secret of secrets)
        expect(inert(path, said).includes(secret), `${way}: ${secret}`).toBe(false)
  })
})

describe('a key that was pasted where a name belongs', () => {
  const planted = 'cxtp_PlantedPlanted33333333333333'
  it.each([
    ['exporter', 'coralogix/edge'],
    ['domain', 'eu2.coralogix.com'],
    ['secret of a manager', 'prod/coralogix'],
  ])('%s', async (_what, name) => {
    const text = `receivers:
  otlp:
exporters:
  coralogix/edge:
    domain: eu2.coralogix.com
    private_key: \${secretsmanager:prod/coralogix}
  coralogix/other:
    domain: eu2.coralogix.com
    private_key: a b
service:
  pipelines:
`.replace(name, planted)
    const path = join(folder.path, 'config.yaml')
    writeFileSync(path, text)
    for (const [way, said] of await told(path, text)) expect(said.includes(planted), way).toBe(false)
  })

  it('file of credentials', async () => {
    const text = `remote_write:
  - url: https://ingress.eu2.coralogix.com/prometheus/v1
    authorization:
      credentials_file: ${planted}
`
    const path = join(folder.path, 'prometheus.yml')
    writeFileSync(path, text)
    for (const [way, said] of await told(path, text)) expect(said.includes(planted), way).toBe(false)
  })
})
