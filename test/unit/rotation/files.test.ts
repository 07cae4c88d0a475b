import { mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ok } from '../../../shared/errors.ts'
import { failureOf, fixtureText, must, newKey, oldKey, otherKey, refOf } from '../agents/world.ts'
import { filesBench } from './files-bench.ts'

let bench: ReturnType<typeof filesBench>
beforeEach(() => {
  bench = filesBench()
})
afterEach(() => bench.folder.remove())

const survey = async () => must(await bench.files.survey(refOf('old')))
const oldOne = (text: string): string => text.replaceAll(newKey, oldKey)
const off = 'cxtp_Off444444444444444444444444444'

describe('which agents carry a key', () => {
  it('one that the user has named, with how it is reached', async () => {
    const config = bench.put('prometheus.yml', fixtureText('prometheus/prometheus.yml'))
    bench.target(config, { controlUrl: 'http://127.0.0.1:9090' })
    const { agents, doubts } = await survey()
    expect(doubts).toEqual([])
    expect(agents).toMatchObject([
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        file: config,
        host: null,
        agentName: expect.stringContaining('Prometheus'),
        files: [config],
        carriedBy: 'config',
        controlUrl: 'http://127.0.0.1:9090',
        outside: null,
        afterChange: expect.stringMatching(/reload/i),
      },
    ])
    expect(agents[0]?.uses).toMatchObject([
      { file: config, kind: 'literal' },
      { file: config, kind: 'literal' },
    ])
    expect((await survey()).agents[0]?.id).toBe(agents[0]?.id)
  })

  it('with the key in a file of its own, which is no second agent although it is recorded', async () => {
    const config = bench.put('prometheus.yml', fixtureText('prometheus/credentials-file.yml'))
    const key = bench.put('coralogix.key', `${otherKey}\n`)
    await bench.injectOld(config)
    bench.target(config)
    const { agents, doubts } = await survey()
    expect(doubts).toEqual([])
    expect(agents).toMatchObject([
      { file: config, files: [key], carriedBy: 'key-file', uses: [{ file: config, kind: 'file' }] },
    ])
    const written = must(await bench.files.replace(agents[0]?.files ?? [], refOf('old'), refOf('new')))
    expect(written).toMatchObject([{ file: key, places: 1 }])
    expect(bench.text(key)).toBe(`${newKey}\n`)
    expect((await survey()).agents).toEqual([])
    must(await bench.files.putBack([key], refOf('new'), refOf('old'), written))
    expect(bench.text(key)).toBe(`${oldKey}\n`)
  })

  it('known by what was recorded alone', async () => {
    const config = bench.put('prometheus.yml', fixtureText('prometheus/credentials-file.yml'))
    const key = bench.put('coralogix.key', `${otherKey}\n`)
    await bench.injectOld(config)
    const { agents } = await survey()
    expect(agents).toMatchObject([
      {
        file: key,
        files: [key],
        carriedBy: 'key-file',
        controlUrl: null,
        agentName: expect.stringContaining('Prometheus'),
      },
    ])
  })

  it('through its environment: the .env file is written, the collector is the agent', async () => {
    const config = bench.put('app/config.yaml', fixtureText('opentelemetry/indirect.yaml'))
    const env = bench.put('app/.env', `CORALOGIX_PRIVATE_KEY=${otherKey}\n`)
    await bench.injectOld(env)
    bench.target(config)
    const { agents } = await survey()
    expect(agents).toMatchObject([
      {
        file: config,
        agent: 'opentelemetry',
        files: [env],
        carriedBy: 'environment',
        afterChange: expect.stringMatching(/^Restart the collector/),
        uses: [{ file: config, line: 4, kind: 'env' }],
      },
    ])
  })

  it('as one where it reads several files, and as two where two read one', async () => {
    const both = `${fixtureText('prometheus/credentials-file.yml')}  - url: https://ingress.eu2.coralogix.com/prometheus/v1\n    authorization:\n      credentials: ${oldKey}\n`
    const config = bench.put('a.yml', both)
    const second = bench.put('b.yml', fixtureText('prometheus/credentials-file.yml'))
    const key = bench.put('coralogix.key', oldKey)
    bench.target(config)
    bench.target(second)
    const { agents } = await survey()
    expect(agents.map(({ file, files }) => [file, files])).toEqual([
      [config, [config, key]],
      [second, [key]],
    ])
    expect(agents[0]?.carriedBy).toBe('config')
    const files = agents.flatMap((agent) => agent.files)
    expect(must(await bench.files.replace(files, refOf('old'), refOf('new')))).toHaveLength(2)
  })

  it('through a link, under one name in every step', async () => {
    const config = bench.put('prometheus.yml', fixtureText('prometheus/credentials-file.yml'))
    const real = bench.put('real/store.key', oldKey)
    symlinkSync(real, bench.at('coralogix.key'))
    bench.target(config)
    const [agent] = (await survey()).agents
    expect(agent?.files).toEqual([real])
    const written = must(await bench.files.replace([real], refOf('old'), refOf('new')))
    expect(written.map(({ file }) => file)).toEqual([real])
    expect(must(await bench.files.putBack([real], refOf('new'), refOf('old'), written))[0]?.file).toBe(real)
    expect(bench.text(real)).toBe(oldKey)
  })

  it('found by the last scan, looked at again', async () => {
    const config = bench.put('prometheus.yml', fixtureText('prometheus/prometheus.yml'))
    const gone = bench.put('gone.yml', fixtureText('prometheus/prometheus.yml').replaceAll(oldKey, off))
    bench.scanned({ file: config }, { file: gone })
    expect((await survey()).agents.map(({ file }) => file)).toEqual([config])
    // A named one is the same agent.
    bench.target(config, { reloadCommand: 'systemctl reload prometheus' })
    expect((await survey()).agents).toMatchObject([
      { file: config, reloadCommand: 'systemctl reload prometheus' },
    ])
  })

  it('on another host, by the word of its user, and out of reach, with the command', async () => {
    bench.target('/etc/otelcol/config.yaml', { host: 'web-1', ref: refOf('old') })
    bench.target('/etc/otelcol/config.yaml', { host: 'web-2', ref: refOf('off') })
    const pod = bench.put(
      'k/values.yaml',
      `apiVersion: v1
kind: Pod
metadata: {name: otelcol}
spec:
  containers:
    - name: otelcol
      image: otel/opentelemetry-collector-contrib
      env:
        - name: CORALOGIX_PRIVATE_KEY
          valueFrom: {secretKeyRef: {name: coralogix, key: private-key}}
`,
    )
    const [found] = await bench.injection.detect([pod])
    expect(found?.uses).toMatchObject([{ kind: 'secret' }])
    bench.target(pod)
    const before = await survey()
    expect(before.agents).toMatchObject([
      { file: '/etc/otelcol/config.yaml', host: 'web-1', files: [], uses: [], carriedBy: 'outside' },
    ])
    expect(before.doubts).toEqual([])
    expect(before.notes).toEqual([expect.stringMatching(/where Keyturn cannot look: if that is edge-old/)])
    bench.target(pod, { ref: refOf('old') })
    const after = await survey()
    expect([...after.doubts, ...after.notes]).toEqual([])
    expect(after.agents[0]).toMatchObject({
      file: pod,
      files: [],
      carriedBy: 'outside',
      uses: [{ file: pod, kind: 'secret' }],
      outside: {
        what: 'private-key of the Kubernetes Secret coralogix',
        command: expect.stringMatching(/^keyturn key value KEY_ID \| .*kubectl apply/),
      },
    })
  })
})

describe('doubts and notes', () => {
  it('note files that cannot be read, and values that no key is known for', async () => {
    mkdirSync(bench.at('folder'))
    bench.target(bench.at('folder'))
    bench.target(bench.at('missing.yml'))
    const unknown = bench.put('.env', 'CORALOGIX_PRIVATE_KEY=cxtp_Unknown55555555555555555555555\n')
    const known = bench.put('known/.env', `CORALOGIX_PRIVATE_KEY=${off}\n`)
    bench.target(unknown)
    bench.target(known)
    const { agents, doubts, notes } = await survey()
    expect(agents).toEqual([])
    expect(doubts).toEqual([])
    expect(notes).toEqual([
      `${bench.at('folder')} cannot be read: it is a folder. It may carry edge-old.`,
      expect.stringMatching(/missing\.yml cannot be read: .* It may carry edge-old\./),
      `${unknown}, line 1 (CORALOGIX_PRIVATE_KEY) carries a value that no key is known for.`,
    ])
  })

  it('note what else carries the key, as long as it does, and doubt where it is configuration', async () => {
    const history = bench.put('.bash_history', `curl -H "Authorization: Bearer ${oldKey}"\n`)
    const copy = bench.put('config.yml.bak', oldKey)
    const config = bench.put('relay.conf', oldKey)
    bench.scanned(
      { file: history, foundIn: 'history', placed: false },
      { file: copy, foundIn: 'backup', placed: false },
      { file: config, foundIn: 'config', placed: false },
    )
    const { doubts, notes } = await survey()
    expect(doubts).toEqual([
      `edge-old also stands in ${config}: in a comment, delete it; where it is used, replace it by hand.`,
    ])
    rmSync(config)
    expect(notes).toEqual([
      `edge-old also stands in ${history}: delete it there, it is a shell history.`,
      `edge-old also stands in ${copy}: delete it there, it is a backup copy.`,
    ])
    rmSync(copy)
    bench.put('.bash_history', 'ls\n')
    const later = new Date(Date.now() + 120_000)
    utimesSync(history, later, later)
    expect(await survey()).toMatchObject({ doubts: [], notes: [] })
  })

  it('name the file and line of a value that stands where no place for a key is known', async () => {
    const note = `# was: ${oldKey}\n`
    const commented = bench.put('a.yml', `${note}${fixtureText('prometheus/prometheus.yml')}`)
    const encoded = Buffer.from(`user:${oldKey}`).toString('base64')
    const elsewhere = bench.put(
      'b.yml',
      `remote_write:
  - url: https://ingress.eu2.coralogix.com/prometheus/v1
    headers: { X-Other: "Basic ${encoded}" }
    authorization:
      credentials: ${off}
  - url: https://relay.example.com/prometheus/v1
    authorization:
      credentials: ${oldKey}
`,
    )
    const unknown = bench.put('app.toml', `[relay]\ntoken = "${oldKey.replace('_', '\\u005f')}"\n`)
    for (const file of [commented, elsewhere, unknown]) bench.target(file)
    const { agents, doubts } = await survey()
    expect(agents.map(({ file }) => file)).toEqual([commented])
    const said = (file: string, line: number) =>
      `${file}, line ${line} holds edge-old where Keyturn knows no place for a key: delete it there where it is a comment, else replace it by hand.`
    expect(doubts).toEqual([said(commented, 1), said(elsewhere, 3), said(elsewhere, 8), said(unknown, 2)])
    expect(doubts.join()).not.toContain(oldKey)
  })

  it('are not held against what a reference leads to, unless it stands beside the place', async () => {
    const config = bench.put('app/config.yaml', fixtureText('opentelemetry/indirect.yaml'))
    const env = bench.put('app/.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n# OTHER=${oldKey}\n`)
    bench.target(config)
    const { agents, doubts } = await survey()
    expect(agents).toMatchObject([{ file: config, files: [env] }])
    expect(doubts).toEqual([expect.stringContaining(`${env}, line 2 holds edge-old where`)])
  })

  it('hold a known use against the cut that cannot be read now', async () => {
    const config = bench.put('a.yml', fixtureText('prometheus/credentials-file.yml'))
    const line = fixtureText('prometheus/credentials-file.yml')
      .split('\n')
      .findIndex((one) => one.includes('credentials_file'))
    const far = {
      file: bench.at('coralogix.key'),
      line: 1,
      column: 1,
      fingerprint: bench.fingerprintOf('old') ?? '',
    }
    bench.target(config)
    expect(await survey()).toMatchObject({
      doubts: [],
      notes: [expect.stringContaining('which key it has is not known')],
    })
    bench.scanned({
      file: config,
      line: line + 1,
      kind: 'file',
      fingerprint: null,
      way: { chain: [], far: [far] },
    })
    expect(await survey()).toMatchObject({
      doubts: [expect.stringMatching(/which key it has is not known/)],
      notes: [],
    })
  })

  it('hold a recorded file against the cut also where the target names it by a link', async () => {
    const env = bench.put('real/.env', `CORALOGIX_PRIVATE_KEY=${otherKey}\n`)
    await bench.injectOld(env)
    symlinkSync(env, bench.at('linked.env'))
    bench.target(bench.at('linked.env'))
    rmSync(env)
    mkdirSync(env)
    expect(await survey()).toMatchObject({
      doubts: [expect.stringMatching(/linked\.env cannot be read: it is a folder\. It may carry edge-old\./)],
      notes: [],
    })
  })

  it('forget a recorded file that was deleted, but not one whose folder is away', async () => {
    const env = bench.put('mounted/.env', `CORALOGIX_PRIVATE_KEY=${otherKey}\n`)
    await bench.injectOld(env)
    rmSync(env)
    expect((await survey()).doubts).toEqual([])
    rmSync(bench.at('mounted'), { recursive: true })
    expect((await survey()).doubts).toHaveLength(1)
  })

  it('is no answer at all with the keychain locked', async () => {
    bench.target(bench.put('.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`))
    bench.vault.state = 'locked'
    expect(failureOf(await bench.files.survey(refOf('old'))).code).toBe('keychain-locked')
  })
})

describe('the way there and back', () => {
  it('is shown, gone, and undone byte for byte', async () => {
    const before = fixtureText('opentelemetry/every-place.yaml')
    const config = bench.put('config.yaml', before)
    bench.target(config)
    const [agent] = (await survey()).agents
    const files = agent?.files ?? []
    const [planned] = must(await bench.files.preview(files, refOf('old'), 'edge-eu2', null))
    expect(planned?.changes.length).toBeGreaterThan(5)
    expect(JSON.stringify(planned)).not.toContain('cxtp_')
    const written = must(await bench.files.replace(files, refOf('old'), refOf('new')))
    expect(oldOne(bench.text(config))).toBe(before)
    const back = must(await bench.files.putBack(files, refOf('new'), refOf('old'), written))
    expect(back.map(({ sha256After }) => sha256After)).toEqual(
      written.map(({ sha256Before }) => sha256Before),
    )
    expect(bench.text(config)).toBe(before)
  })

  it('counts by what was recorded where no fingerprint of the key is known', async () => {
    const env = bench.put('.env', `CORALOGIX_PRIVATE_KEY=${otherKey}\n`)
    const stranger = bench.put('b/.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    await bench.injectOld(env)
    bench.forget('old')
    const { identify, recognise } = bench.ports
    Object.assign(bench.ports, {
      recognise: (...asked: Parameters<typeof recognise>) =>
        asked[1].keyId === 'old' ? Promise.resolve(ok(null)) : recognise(...asked),
      identify: async (...asked: Parameters<typeof identify>) => {
        const found = await identify(...asked)
        return found?.ref.keyId === 'old' ? null : found
      },
    })
    bench.target(stranger)
    const { agents, notes } = await survey()
    expect(agents.map(({ file }) => file)).toEqual([env])
    expect(notes).toEqual([expect.stringContaining(`${stranger}, line 1`)])
    must(await bench.files.replace([env], refOf('old'), refOf('new')))
    expect(bench.text(env)).toContain(newKey)
    expect(bench.text(stranger)).toContain(oldKey)
  })

  it('has no checker where none is installed', async () => {
    expect(must(await bench.files.check(bench.put('coralogix.key', oldKey)))).toBeNull()
  })
})

describe('a file that somebody deleted meanwhile', () => {
  it('carries nothing: the others are written and put back without it', async () => {
    const kept = bench.put('one/prometheus.yml', fixtureText('prometheus/prometheus.yml'))
    const deleted = bench.put('two/prometheus.yml', fixtureText('prometheus/prometheus.yml'))
    const before = bench.text(kept)
    rmSync(deleted)
    const written = must(await bench.files.replace([kept, deleted], refOf('old'), refOf('new')))
    expect(written).toMatchObject([{ file: kept }])
    must(await bench.files.putBack([kept, deleted], refOf('new'), refOf('old'), written))
    expect(bench.text(kept)).toBe(before)
    expect(must(await bench.files.putBack([deleted], refOf('new'), refOf('old'), []))).toEqual([])
  })

  it('is missed where its folder is missing as well: a disk may only not be mounted', async () => {
    const file = bench.put('disk/prometheus.yml', fixtureText('prometheus/prometheus.yml'))
    rmSync(bench.at('disk'), { recursive: true })
    expect(failureOf(await bench.files.replace([file], refOf('old'), refOf('new'))).message).toContain(file)
  })
})
