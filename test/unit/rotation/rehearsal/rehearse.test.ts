import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { KeyInjection } from '../../../../main/injection/injection.ts'
import type { InjectionPorts } from '../../../../main/injection/injection-ports.ts'
import { installedPrograms } from '../../../../main/injection/programs.ts'
import { coralogixProvider } from '../../../../main/providers/coralogix/coralogix.ts'
import { createHttp } from '../../../../main/providers/http.ts'
import { providersOf } from '../../../../main/providers/providers.ts'
import type { RotationMachine } from '../../../../main/rotation/machine.ts'
import type { RehearsalWorld } from '../../../../main/rotation/rehearsal/rehearsal-world.ts'
import {
  type RehearsalParts,
  type RehearsalPorts,
  rehearse,
} from '../../../../main/rotation/rehearsal/rehearse.ts'
import type { RotationFiles } from '../../../../main/rotation/rotation-ports.ts'
import type { RotationRecord } from '../../../../main/rotation/rotation-record.ts'
import { defaultSettings } from '../../../../shared/defaults.ts'
import { ok, type Result } from '../../../../shared/errors.ts'
import type { KeyRef } from '../../../../shared/model.ts'
import type { RotateRequest, RotationDetail, RotationPlan } from '../../../../shared/rotation.ts'
import { MemoryUseStore } from '../../../fakes/use-store.ts'
import { must } from '../../../fakes/world.ts'
import { VendorBench } from '../vendor/bench.ts'

const old = 'cxtp_OldOldOldOldOldOldOldOldOldOl'
const request = (ref: KeyRef): RotateRequest => ({ ref, mode: 'planned', settings: defaultSettings })

let bench: VendorBench
let ref: KeyRef
let etc: string
let config: string
beforeEach(async () => {
  bench = await new VendorBench().withAccount()
  ref = await bench.key({ name: 'prom' })
  await bench.hold(ref, old)
  etc = join(bench.home, 'etc')
  await mkdir(join(etc, 'secrets'), { recursive: true })
  await writeFile(join(etc, 'secrets', 'real-token'), old, { mode: 0o600 })
  // An absolute path to a link: both ways of leaving a copied folder.
  await symlink(join(etc, 'secrets', 'real-token'), join(etc, 'token'))
  config = join(etc, 'prometheus.yml')
  const remote = (auth: string) =>
    `  - url: https://ingress.eu2.coralogix.com/prometheus/v1\n    authorization:\n      ${auth}\n`
  await writeFile(
    config,
    `remote_write:\n${remote(`credentials: ${old}`)}${remote(`credentials_file: ${join(etc, 'token')}`)}`,
  )
  await chmod(config, 0o640)
})
afterEach(() => rm(etc, { recursive: true, force: true }))

/** Everything of the real files that a write would change. */
async function looks(folder = etc): Promise<unknown[]> {
  const names = (await readdir(folder)).sort()
  const all = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      const kind = await lstat(path)
      const { mode, ino, mtimeMs, ctimeMs } = kind
      if (kind.isDirectory()) return looks(path)
      const text = kind.isSymbolicLink() ? await readlink(path) : await readFile(path, 'utf8')
      return [{ name, mode, ino, mtimeMs, ctimeMs, text }]
    }),
  )
  return all.flat()
}

const leftovers = async (): Promise<string[]> =>
  (await readdir(bench.home)).filter((name) => name.startsWith('rehearsal,'))

/** The part of the machine that touches the world: create, write, cut, delete. */
function machineOf(seen: (ports: RehearsalPorts) => Promise<void>, stops = false) {
  return (ports: RehearsalPorts, begun: RotationRecord): Result<RotationMachine> => {
    let record = begun
    const set = (change: Partial<RotationRecord>): void => {
      record = { ...record, ...change }
      ports.recorded()
    }
    return ok({
      look: () => ({ record, evidence: [] }),
      confirm: () => ok(undefined),
      atVendor: async () => ok(undefined),
      run: async () => {
        if (record.state === 'waiting') {
          expect(ports.world.clock.now().toISOString() >= (record.waitsUntil ?? '')).toBe(true)
          must(await ports.vendor.remove(ref))
          expect(must(await ports.vendor.standing(ref))).toBe('gone')
          set({ state: 'done', waitsUntil: null })
          return ok(undefined)
        }
        const end = must(await ports.vendor.create(record.request, () => undefined))
        if (end.kind !== 'created') throw new Error(end.kind)
        set({ newRef: end.ref })
        must(await ports.files.replace([config], ref, end.ref))
        await ports.pause(70_000)
        expect(must(await ports.vendor.canary(end.ref, 'marker'))).toEqual({ kind: 'accepted' })
        await seen(ports)
        if (stops) {
          set({ state: 'failed', sentence: 'It did not work.' })
          return ok(undefined)
        }
        must(await ports.vendor.setActive(ref, false))
        expect(must(await ports.vendor.standing(ref))).toBe('disabled')
        set({
          state: 'waiting',
          waitsUntil: new Date(ports.world.clock.now().getTime() + 14 * 86_400_000).toISOString(),
        })
        return ok(undefined)
      },
    })
  }
}

function parts(machine: RehearsalParts['machine'], more: Partial<RehearsalParts> = {}): RehearsalParts {
  const http = createHttp()
  onTestFinished(() => http.close())
  const { clock, vault, accounts, table, keeper } = bench.parts
  const ports: Omit<InjectionPorts, 'recognise'> = {
    uses: new MemoryUseStore(),
    vault,
    values: (wanted) => bench.parts.keys.valueToPlan(wanted),
    keyNamed: (wanted) =>
      wanted.keyId === ref.keyId
        ? {
            name: 'prom',
            type: 'send-your-data',
            state: 'active',
            account: 'acme',
            provider: 'coralogix',
            ingressUrl: 'https://ingress.eu2.coralogix.com',
            apiUrl: 'https://api.eu2.coralogix.com',
            domain: 'eu2.coralogix.com',
            hosts: [{ provider: 'coralogix', domain: 'eu2.coralogix.com' }],
          }
        : null,
    hosts: () => [{ provider: 'coralogix', domain: 'eu2.coralogix.com' }],
    identify: async (value) => (value.expose((text) => text) === old ? { ref, name: 'prom' } : null),
    tag: async () => 'tagg',
    audit: () => {
      throw new Error('the real audit is left alone')
    },
  }
  const plan = {
    ...request(ref),
    ...{ keyName: 'prom', account: 'acme', newKey: must(bench.vendor.copyRequest(ref)) },
    ...{ steps: [], targets: [], files: [], warnings: [], refusal: null },
  } as RotationPlan
  return {
    ...{ home: bench.home, clock, vault, ports: ports as InjectionPorts },
    fingerprints: { of: (value) => keeper.fingerprint(value) },
    vendors: providersOf([coralogixProvider(http)]),
    programs: installedPrograms(),
    plan: async () => ok(plan),
    account: (id) => accounts.find(id, new Set()),
    table,
    agents: { ways: () => ({ reload: 'word', reloadText: 'Restart it.', proofText: 'By your word.' }) },
    files: filesOf,
    detail: ({ state, sentence, waitsUntil, failure }) =>
      ({ state, sentence, waitsUntil, failure, steps: [], questions: [] }) as unknown as RotationDetail,
    machine,
    ...more,
  }
}

/** The files' side with the injection that everything else uses. */
function filesOf(world: RehearsalWorld): RotationFiles {
  const injection = new KeyInjection(world.ports)
  return {
    replace: async (files: readonly string[], _from: KeyRef, to: KeyRef) => {
      const plan = await injection.plan(files, to, [])
      if (!plan.ok) return plan
      const applied = await injection.apply(plan.value.planId)
      return applied.ok ? ok([]) : applied
    },
  } as unknown as RotationFiles
}

describe('a rehearsal', () => {
  it('goes through the whole of it and leaves everything real as it is', async () => {
    const [before, calls, items] = [await looks(), [...bench.provider.calls], bench.vault.references()]
    const audited = bench.audit.list(null, 1000).length
    const report = must(
      await rehearse(
        parts(
          machineOf(async ({ world }) => {
            const copy = await readFile((await world.fs.copyOf(config)) ?? '', 'utf8')
            expect(copy).not.toContain(old)
            expect(copy).toMatch(/credentials: cxtp_\w{30}/)
            const token = await readFile(
              (await world.fs.copyOf(join(etc, 'secrets', 'real-token'))) ?? '',
              'utf8',
            )
            expect(copy).toContain(token)
            const [folder] = await leftovers()
            expect((await stat(join(bench.home, folder ?? ''))).mode & 0o777).toBe(0o700)
          }),
        ),
        request(ref),
      ),
    )
    expect(report).toMatchObject({
      passed: true,
      sentence: expect.stringContaining('nothing real was touched'),
    })
    expect(await looks()).toEqual(before)
    expect(await leftovers()).toEqual([])
    expect(bench.provider.calls).toEqual(calls)
    expect(bench.vault.references()).toEqual(items)
    expect(bench.audit.list(null, 1000)).toHaveLength(audited)
    expect(bench.parts.keys.read(ref)?.state).toBe('active')
  })

  it('says when it did not go through, and leaves nothing behind either', async () => {
    const before = await looks()
    const report = must(await rehearse(parts(machineOf(async () => undefined, true)), request(ref)))
    expect(report).toMatchObject({ passed: false, sentence: expect.stringContaining('It did not work.') })
    expect(await leftovers()).toEqual([])
    expect(await looks()).toEqual(before)
  })

  it('removes its folder when something breaks in the middle', async () => {
    const broken = machineOf(async () => {
      throw new Error('a bug')
    })
    await expect(rehearse(parts(broken), request(ref))).rejects.toThrow('a bug')
    expect(await leftovers()).toEqual([])
  })

  it('removes what a killed one left', async () => {
    await mkdir(join(bench.home, 'rehearsal,999999999,1,abcdef'))
    must(await rehearse(parts(machineOf(async () => undefined)), request(ref)))
    expect(await leftovers()).toEqual([])
  })

  it('does not rehearse what the plan refuses', async () => {
    const refusal = { code: 'refused', message: 'It is the admin key.', hint: '' } as const
    const plan = async () => ok({ refusal } as unknown as RotationPlan)
    expect(
      await rehearse(
        parts(
          machineOf(async () => undefined),
          { plan },
        ),
        request(ref),
      ),
    ).toEqual({
      ok: false,
      failure: refusal,
    })
  })
})
