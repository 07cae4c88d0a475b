import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Agent, Place } from '../../../main/agents/agent.ts'
import { agentOf } from '../../../main/agents/catalog.ts'
import { nodeFs } from '../../../main/agents/config-file/fs.ts'
import { readConfigFile } from '../../../main/agents/config-file/read.ts'
import { linesOf } from '../../../main/agents/locators/text.ts'
import { Follower } from '../../../main/injection/following.ts'
import { ok } from '../../../shared/errors.ts'
import {
  failureOf,
  fixtureText,
  hosts,
  must,
  newKey,
  oldKey,
  otherKey,
  refOf,
  temporaryFolder,
  world,
} from '../agents/world.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const at = (name: string): string => join(folder.path, name)
const put = (name: string, text: string): string => {
  mkdirSync(dirname(at(name)), { recursive: true })
  writeFileSync(at(name), text, { mode: 0o600 })
  return at(name)
}
const text = (path: string): string => readFileSync(path, 'utf8')
const collector = (): string => put('app/config.yaml', fixtureText('opentelemetry/indirect.yaml'))
const inject = async (injection: ReturnType<typeof world>['injection'], files: readonly string[]) => {
  const plan = must(await injection.plan(files, refOf('new'), []))
  must(await injection.apply(plan.planId))
  return plan
}

describe('a variable', () => {
  it('is changed in the .env file beside the config, and shown with the way there', async () => {
    const config = collector()
    const env = put('app/.env', `# note\nOTHER=1\nCORALOGIX_PRIVATE_KEY="${oldKey}"\n`)
    const { injection } = world()
    const [found] = await injection.detect([config])
    expect(found?.uses).toMatchObject([
      {
        kind: 'env',
        keyId: 'old',
        keyState: 'active',
        outside: null,
        chain: [
          {
            file: config,
            line: 4,
            text: 'coralogix takes the environment variable CORALOGIX_PRIVATE_KEY',
          },
          { file: env, line: 3, text: 'CORALOGIX_PRIVATE_KEY holds the key' },
        ],
      },
    ])
    const plan = await inject(injection, [config])
    expect(plan.files).toMatchObject([{ file: env, agent: 'dotenv', changes: [{ line: 3 }] }])
    expect(plan.files[0]?.chain).toHaveLength(2)
    expect(plan.files[0]?.afterChange).toBe(
      'Restart the collector: systemctl daemon-reload && systemctl restart otelcol-contrib.',
    )
    expect(text(env)).toBe(`# note\nOTHER=1\nCORALOGIX_PRIVATE_KEY="${newKey}"\n`)
    expect(text(config)).toBe(fixtureText('opentelemetry/indirect.yaml'))
    expect((await inject(injection, [config])).files).toMatchObject([{ unchanged: true }])
    must(await injection.restore([env], false))
    expect(text(env)).toContain(oldKey)
  })

  it("is found in the agent's own environment files, whatever they are called", async () => {
    const config = collector()
    const far = put('etc/otelcol-contrib/otelcol-contrib.conf', `X=1\nCORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const { injection } = world({ root: folder.path })
    expect((await inject(injection, [config])).files).toMatchObject([{ file: far }])
    expect(text(far)).toContain(newKey)
  })

  it('with a name that nothing else says is a key', async () => {
    const config = put(
      'app/config.yaml',
      fixtureText('opentelemetry/indirect.yaml').replaceAll('CORALOGIX_PRIVATE_KEY', 'MY_OWN_NAME'),
    )
    const env = put('app/prod.env', `MY_OWN_NAME=${oldKey}\nOTHER=${otherKey}\n`)
    expect((await inject(world().injection, [config])).files).toMatchObject([{ file: env }])
    expect(text(env)).toBe(`MY_OWN_NAME=${newKey}\nOTHER=${otherKey}\n`)
  })

  it('set by several files is refused with the list, unless one is named', async () => {
    const config = collector()
    const first = put('app/.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const second = put('app/prod.env', `CORALOGIX_PRIVATE_KEY=${otherKey}\n`)
    put('app/.env.example', `CORALOGIX_PRIVATE_KEY=${otherKey}\n`)
    const { injection } = world()
    const failure = failureOf(await injection.plan([config], refOf('new'), []))
    expect(failure).toMatchObject({
      code: 'file-ambiguous',
      choices: [
        { file: first, line: 1, label: expect.stringMatching(/^edge-old •••/) },
        { file: second, line: 1, label: expect.stringMatching(/^unknown •••/) },
      ],
    })
    expect(failure.message).toContain(`${first}, ${second}`)
    const [found] = await injection.detect([config])
    expect(found?.uses[0]?.keyId).toBeNull()
    expect(found?.uses[0]?.chain).toHaveLength(3)
    const plan = await inject(injection, [config, second])
    expect(plan.files.map(({ file }) => file)).toEqual([second])
    expect(text(first)).toContain(oldKey)
    expect(text(second)).toContain(newKey)
  })

  it('that refers to itself in a circle, or is set nowhere, is told so', async () => {
    const config = collector()
    put('app/.env', `CORALOGIX_PRIVATE_KEY=\${OTHER}\nOTHER=\${CORALOGIX_PRIVATE_KEY}\n`)
    const { injection } = world()
    expect(failureOf(await injection.plan([config], refOf('new'), []))).toMatchObject({
      code: 'file-no-place',
      message: expect.stringContaining('in a circle'),
    })
    put('app/.env', 'X=1\n')
    const failure = failureOf(await injection.plan([config], refOf('new'), []))
    expect(failure.message).toContain('nothing beside it sets CORALOGIX_PRIVATE_KEY')
  })

  it('through another variable of the same file', async () => {
    const config = collector()
    const env = put('app/.env', `CORALOGIX_PRIVATE_KEY=\${SHARED}\nSHARED=${oldKey}\n`)
    const plan = await inject(world().injection, [config])
    expect(plan.files[0]?.chain.map(({ line }) => line)).toEqual([4, 1, 2])
    expect(text(env)).toBe(`CORALOGIX_PRIVATE_KEY=\${SHARED}\nSHARED=${newKey}\n`)
  })

  it('of two exporters leads to two files, and to a question where their keys differ', async () => {
    const two = `exporters:
  coralogix:
    private_key: \${env:KEY_A}
    domain: eu2.coralogix.com
  coralogix/b:
    private_key: \${file:b.key}
    domain: eu2.coralogix.com
service: {}
`
    const config = put('app/config.yaml', two)
    const env = put('app/.env', `KEY_A=${oldKey}\n`)
    const key = put('app/b.key', `${oldKey}\n`)
    const { injection } = world()
    const plan = await inject(injection, [config])
    expect(plan.files.map(({ file }) => file)).toEqual([env, key])
    for (const file of [env, key]) expect(text(file)).toContain(newKey)
    expect(must(await injection.restore([key], true)).files.toSorted()).toEqual([env, key])
    for (const file of [env, key]) expect(text(file)).toContain(oldKey)
    writeFileSync(key, `${otherKey}\n`)
    expect(failureOf(await injection.plan([config], refOf('new'), []))).toMatchObject({
      code: 'file-ambiguous',
      choices: [{ line: 3 }, { line: 6 }],
    })
    const named = must(await injection.plan([config], refOf('new'), [{ file: config, line: 6 }]))
    expect(named.files).toMatchObject([{ file: key, chain: [{ file: config, line: 6 }, { file: key }] }])
    expect(failureOf(await injection.plan([config, env], refOf('new'), [])).choices).toMatchObject([
      { file: config },
      { file: config },
    ])
  })
})

describe('other far ends', () => {
  const placesOf = (source: string, kind: Place['kind'], far: Place['far']): readonly Place[] => [
    {
      start: 0,
      end: source.length,
      line: 1,
      column: 1,
      agent: 'opentelemetry',
      output: 'out',
      kind,
      target: 'T',
      quoting: 'plain',
      host: null,
      ...(far === undefined ? {} : { far }),
    },
  ]
  const follow = async (
    far: Place['far'],
    kind: Place['kind'],
    detect: typeof agentOf = agentOf,
    named: readonly string[] = [],
  ) => {
    const path = put('c/config', 'whatever\n')
    const file = must(await readConfigFile(nodeFs, path))
    const agent = agentOf('exporters: {}\nservice: {}\n', hosts, 'config') as Agent
    const places = placesOf('whatever', kind, far)
    const [place] = places
    if (place === undefined) throw new Error('no place')
    const follower = new Follower({ fs: nodeFs, hosts, root: folder.path, detect }, named)
    return follower.follow(file, agent, places, place)
  }

  it('a JSON file holds the key under a name', async () => {
    put('c/secrets.json', `{"other": "hunter2", "cx": {"key": "${oldKey}"}, "flat": "${oldKey}"}\n`)
    for (const name of ['flat', 'cx.key']) {
      const found = await follow({ kind: 'file', path: 'secrets.json', form: 'json', name }, 'secret')
      expect(
        found.kind === 'found' && text(found.end.file.path).slice(found.end.place.start, found.end.place.end),
      ).toBe(oldKey)
    }
    expect(
      await follow({ kind: 'file', path: 'secrets.json', form: 'json', name: 'none' }, 'secret'),
    ).toMatchObject({
      kind: 'nowhere',
    })
    put('c/secrets.json', `{"cx": "${oldKey}",}`)
    expect(
      await follow({ kind: 'file', path: 'secrets.json', form: 'json', name: 'cx' }, 'secret'),
    ).toMatchObject({
      kind: 'nowhere',
      why: expect.stringContaining('JSON'),
    })
  })

  it('a Kubernetes Secret in a manifest beside, plain before encoded; else the command', async () => {
    const far = { kind: 'kubernetes-secret', secret: 'coralogix-keys', key: 'PRIVATE_KEY' } as const
    const outside = await follow(far, 'secret')
    expect(outside).toMatchObject({
      kind: 'outside',
      outside: {
        command:
          "keyturn key value KEY_ID | tr -d '\\n' | kubectl create secret generic coralogix-keys --from-file=PRIVATE_KEY=/dev/stdin --dry-run=client -o yaml | kubectl apply -f -",
      },
    })
    const encoded = Buffer.from(oldKey).toString('base64')
    put(
      'c/secret.yaml',
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: coralogix-keys\ndata:\n  PRIVATE_KEY: ${encoded}\n`,
    )
    const found = await follow(far, 'secret')
    expect(found).toMatchObject({ kind: 'found', end: { place: { line: 6, quoting: 'base64' } } })
  })

  it('a unit: EnvironmentFile wins over Environment, a later drop-in over an earlier one', async () => {
    const units: typeof agentOf = (source, list, name) =>
      name.includes('.service') ? fakeSystemd : agentOf(source, list, name)
    const variable = { kind: 'variable', name: 'K' } as const
    put('c/x.service', 'Environment=K=first\n')
    put('c/x.service.d/10.conf', `Environment=K=${oldKey}\n`)
    expect(await follow(variable, 'env', units)).toMatchObject({
      kind: 'found',
      end: { file: { path: at('c/x.service.d/10.conf') } },
    })
    put('c/x.service.d/00.conf', 'EnvironmentFile=/etc/x.conf\n')
    expect(await follow(variable, 'env', units)).toMatchObject({
      kind: 'found',
      end: { file: { path: at('c/x.service.d/10.conf') } },
    })
    put('etc/x.conf', `OTHER=1\nK=${oldKey}\n`)
    const found = await follow(variable, 'env', units)
    expect(found).toMatchObject({ kind: 'found', end: { file: { path: at('etc/x.conf') } } })
    expect(found.kind === 'found' && found.end.chain.map(({ file, line }) => [file, line])).toEqual([
      [at('c/config'), 1],
      [at('c/x.service.d/00.conf'), 1],
      [at('etc/x.conf'), 2],
    ])
  })

  it('a secret that only its keeper knows', async () => {
    const { injection } = world()
    const config = put('c/p.yml', fixtureText('prometheus/literal-variable.yml'))
    expect(failureOf(await injection.plan([config], refOf('new'), [])).code).toBe('file-not-editable')
    expect(await follow(undefined, 'secret')).toMatchObject({
      kind: 'outside',
      outside: { what: 'the secret T', command: '' },
    })
  })
})

/** Just enough of a unit's reader for the order in which its parts count. */
const fakeSystemd: Agent = {
  ...(agentOf('X=1', hosts, '.env') as Agent),
  id: 'systemd',
  locate: () => ok([]),
  variables: (source, name) =>
    ok(
      linesOf(source).flatMap((line): readonly Place[] => {
        const common = {
          line: line.number,
          column: 1,
          agent: 'systemd',
          quoting: 'plain',
          host: null,
        } as const
        const own = new RegExp(`^Environment=${name}=(.*)$`).exec(line.text)?.[1]
        if (own !== undefined) {
          const start = line.start + line.text.length - own.length
          return [{ ...common, start, end: start + own.length, output: name, kind: 'literal', target: null }]
        }
        const path = /^EnvironmentFile=(.*)$/.exec(line.text)?.[1]
        if (path === undefined) return []
        const far = { kind: 'file', path, form: 'env', name } as const
        return [
          {
            ...common,
            start: line.start,
            end: line.start + 1,
            output: 'EnvironmentFile',
            kind: 'file',
            target: path,
            far,
          },
        ]
      }),
    ),
}
