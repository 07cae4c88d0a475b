import { describe, expect, it } from 'vitest'
import { planRotation } from '../../../main/rotation/plan.ts'
import type {
  RotationAgents,
  RotationFiles,
  RotationVendor,
  Survey,
  SurveyedAgent,
} from '../../../main/rotation/rotation-ports.ts'
import { defaultSettings, leakedSettings } from '../../../shared/defaults.ts'
import { fail, ok } from '../../../shared/errors.ts'
import type { Key, PlannedFile } from '../../../shared/model.ts'
import type { RotateRequest } from '../../../shared/rotation.ts'
import { acme, fakeKey } from '../../fakes/keys.ts'
import { began, fluentBit, prometheus, record } from './samples.ts'

const surveyed = (target: typeof prometheus): SurveyedAgent => {
  const { name: _name, reload: _reload, reloadText: _text, proofText: _proof, ...found } = target
  return { ...found, carriedBy: 'config', afterChange: '' }
}

const planned = (file: string): PlannedFile => ({
  file,
  agent: 'prometheus',
  agentName: 'Prometheus',
  changes: [],
  unchanged: false,
  warnings: [],
  afterChange: '',
  chain: [],
  checker: null,
})

const notPlanned = async () => {
  throw new Error('a plan changes nothing')
}

interface World {
  readonly survey: Awaited<ReturnType<RotationFiles['survey']>>
  readonly vendor?: Partial<RotationVendor>
  readonly preview?: RotationFiles['preview']
}

const found = (
  agents: readonly SurveyedAgent[],
  doubts: readonly string[] = [],
  notes: readonly string[] = [],
) => ok<Survey>({ agents, doubts, notes })

/** A world in which anything but looking is a bug. */
const parts = ({ survey, vendor, preview }: World) => ({
  vendor: {
    create: notPlanned,
    settle: notPlanned,
    removeOrphan: notPlanned,
    standing: notPlanned,
    setActive: notPlanned,
    remove: notPlanned,
    canary: notPlanned,
    protection: async () => ({ cut: null, delete: null }),
    missingRights: async () => ({}),
    copyRequest: () => ok(record().request),
    byHand: () => null,
    lacking: () => [],
    advice: () => [],
    ...vendor,
  } satisfies RotationVendor,
  files: {
    survey: async () => survey,
    preview: preview ?? (async (files) => ok(files.map(planned))),
    replace: notPlanned,
    putBack: notPlanned,
    check: notPlanned,
  } satisfies RotationFiles,
  agents: {
    ways: ({ agent }) => {
      const { reload, reloadText, proofText } = agent === 'prometheus' ? prometheus : fluentBit
      return { reload, reloadText, proofText }
    },
    reading: notPlanned,
    reload: notPlanned,
    adopted: () => ({ outcome: 'later', text: '' }),
    watched: () => ({ outcome: 'unproven', text: '' }),
  } satisfies RotationAgents,
})

const request = (more: Partial<RotateRequest> = {}): RotateRequest => ({
  ref: { accountId: acme, keyId: 'old-key' },
  mode: 'planned',
  settings: defaultSettings,
  ...more,
})
const key = (more: Partial<Key> = {}) => fakeKey({ id: 'old-key', name: 'edge-eu2', hasValue: true, ...more })

const both = found([surveyed(prometheus), surveyed(fluentBit)])

async function plan(world: World, asked = request(), of = key()) {
  const result = await planRotation(parts(world), of, asked, began)
  if (!result.ok) throw new Error(result.failure.message)
  return result.value
}

const texts = (steps: Awaited<ReturnType<typeof plan>>['steps']) =>
  steps.map(({ step, text }) => `${step}: ${text}`)

describe('the plan of a rotation', () => {
  it('names each step and when it comes', async () => {
    const shown = await plan({ survey: both })
    expect(shown.refusal).toBeNull()
    expect(texts(shown.steps)).toEqual([
      'create: A new key edge-eu2 is made with the same rights, and its value goes to the keychain.',
      "write: The new key takes the old one's place in 2 files, all or none.",
      "check: Each agent's own checker (promtool) reads its config; a config that it refuses stops the rotation.",
      'reload: Keyturn reloads Prometheus; you reload Fluent Bit and say so.',
      'adopt: It is proven for each of 2 agents that it runs with the new key.',
      'watch: Prometheus must send something and have nothing refused for 70 seconds.',
      'cut: Old key edge-eu2 is deactivated, not deleted; the same value can come back until 5 Dec. Not before every known use is confirmed.',
      'soak: For 1 day after that, an agent that fails, or you, can bring the old key back: until 22 Nov, 10:00.',
      'delete: Old key edge-eu2 is deleted at the vendor on 5 Dec at the earliest.',
    ])
    expect(shown.steps.filter(({ final }) => final).map(({ step }) => step)).toEqual(['delete'])
    expect(shown.newKey).toEqual(record().request)
    expect(shown.targets).toEqual([prometheus, fluentBit])
    expect(shown.files.map(({ file }) => file)).toEqual([prometheus.file, fluentBit.file])
  })

  it('says of a leaked key that is cut first who is refused meanwhile', async () => {
    const shown = await plan(
      { survey: both },
      request({ mode: 'leaked-cut-first', settings: leakedSettings }),
    )
    expect(texts(shown.steps).slice(0, 3)).toEqual([
      'create: A new key edge-eu2 is made with the same rights, and its value goes to the keychain.',
      'cut: Old key edge-eu2 is deactivated, not deleted; the same value can come back until 10:15. This comes first: Prometheus and Fluent Bit are refused until the new key is there.',
      "write: The new key takes the old one's place in 2 files, all or none.",
    ])
    expect(texts(shown.steps).at(-1)).toBe(
      'delete: Old key edge-eu2 is deleted at the vendor at 10:15 at the earliest.',
    )
    expect(shown.warnings[0]).toMatch(/^The old key is cut before the configs are written/)
  })

  it('counts the deletion from the cut, and never before the soak has ended', async () => {
    const settings = { ...defaultSettings, soakSeconds: 3 * 86_400, graceSeconds: 60 }
    const shown = await plan({ survey: both }, request({ settings }))
    expect(texts(shown.steps).at(-1)).toContain('on 24 Nov at the earliest')
    expect(shown.warnings).toContain(
      'The grace period is shorter than the soak: the old key is deleted when the soak of 3 days has ended.',
    )
  })

  it('does not delete the default key, and says so', async () => {
    const vendor = { protection: async () => ({ cut: null, delete: 'it is the default key' }) }
    const { steps } = await plan({ survey: both, vendor })
    expect(steps.at(-1)).toEqual({
      step: 'delete',
      text: 'Old key edge-eu2 is not deleted and stays deactivated: it is the default key.',
      lacks: null,
      final: false,
    })
    expect(steps.find(({ step }) => step === 'cut')?.text).toContain(
      'the same value can come back. Not before',
    )
  })

  it('says which step lacks a right', async () => {
    const vendor = { missingRights: async () => ({ cut: 'data-ingest-api-keys:Manage' }) }
    const { steps, refusal } = await plan({ survey: both, vendor })
    expect(steps.filter(({ lacks }) => lacks).map(({ step, lacks }) => [step, lacks])).toEqual([
      ['cut', 'data-ingest-api-keys:Manage'],
    ])
    expect(refusal).toBeNull()
  })

  it('shows the marked line only with consent', async () => {
    const settings = { ...defaultSettings, canary: true }
    const shown = await plan({ survey: both }, request({ settings }))
    expect(texts(shown.steps)).toContain(
      'canary: One marked log line or event is sent to the vendor with the new key: it is stored and billed.',
    )
  })

  it('rotates a key without a known use, and says what that means', async () => {
    const shown = await plan({ survey: found([]) })
    expect(shown.refusal).toBeNull()
    expect(shown.steps.map(({ step }) => step)).toEqual(['create', 'cut', 'soak', 'delete'])
    expect(shown.warnings[0]).toMatch(/^No use of this key is known/)
  })

  it('sets nothing in a cluster, and says who does', async () => {
    const outside = { what: 'Secret logging/coralogix', command: 'kubectl …' }
    const cluster = { ...surveyed(fluentBit), host: 'k8s', file: 'logging', files: [], outside }
    const shown = await plan({ survey: found([cluster]) })
    expect(shown.targets[0]?.name).toBe('k8s:logging')
    expect(texts(shown.steps)).toContain(
      'write: The new key is out of reach here: you set it for Fluent Bit (k8s:logging).',
    )
    expect(shown.files).toEqual([])
    const named = { ...cluster, outside: { ...outside, command: 'keyturn key value KEY_ID | kubectl …' } }
    expect(texts((await plan({ survey: found([named]) })).steps)).toContain(
      "write: The new key is out of reach here: you set it for Fluent Bit (k8s:logging); KEY_ID in the command is the new key's id, which stands there once it is made.",
    )
  })
})

describe('what a plan warns of', () => {
  const warnings = async (agents: readonly SurveyedAgent[], of = key()) =>
    (await plan({ survey: found(agents) }, request(), of)).warnings

  it('tells what could not be looked at, what keeps the old key from being cut first', async () => {
    const survey = found(
      [surveyed(prometheus)],
      ['/etc/vector.toml cannot be read.'],
      ['edge-eu2 also stands in /root/.bash_history.'],
    )
    expect((await plan({ survey })).warnings).toEqual([
      '/etc/vector.toml cannot be read.',
      'edge-eu2 also stands in /root/.bash_history.',
    ])
  })

  it('tells that uses cannot be found by a value that is not held', async () => {
    expect((await warnings([surveyed(prometheus)], key({ hasValue: false })))[0]).toMatch(
      /^The value of edge-eu2 is not held, so its uses cannot be found by value/,
    )
  })

  it('tells which agent cannot be seen', async () => {
    expect((await warnings([surveyed(fluentBit)]))[0]).toBe(
      'Fluent Bit (/etc/fluent-bit/fluent-bit.conf): Keyturn can neither reload it nor see what it runs with, so it asks for your word. A control address or a reload command changes that.',
    )
  })

  it('tells that agents share a file', async () => {
    const twin = { ...surveyed(prometheus), id: 'twin', file: '/etc/prometheus/twin.yml' }
    expect(await warnings([surveyed(prometheus), twin])).toContain(
      '2 agents share /etc/prometheus/prometheus.yml: they all get the new key at once.',
    )
  })

  it('tells that a RUM key is public, and that a short watch proves little', async () => {
    expect((await warnings([], key({ rum: true }))).join()).toContain('This is a RUM key: it is public')
    const short = await plan({ survey: both }, request({ settings: { ...defaultSettings, watchSeconds: 5 } }))
    expect(short.warnings.join()).toContain('The agents are watched for 5 seconds only')
  })

  it('tells that an expired key is refused already, and replaces it all the same', async () => {
    const expired = key({ state: 'disabled', expiresAt: '2026-11-20T10:00:00Z' })
    const shown = await plan({ survey: both }, request(), expired)
    expect(shown.refusal).toBeNull()
    expect(shown.warnings[0]).toBe(
      'edge-eu2 expired on 20 Nov: what carries it is refused already, and undoing this rotation brings nothing back that works.',
    )
  })
})

describe('what a plan refuses', () => {
  it.each([
    ['disabled', 'edge-eu2 is deactivated: there is nothing to replace. Nothing was changed.'],
    ['gone', 'edge-eu2 is gone at the vendor, so it cannot be copied. Nothing was changed.'],
    [
      'orphan',
      'The value of edge-eu2 was lost when it was created: no agent can run with it. Nothing was changed.',
    ],
  ] as const)('a key that is %s', async (state, message) => {
    const { refusal, steps } = await plan({ survey: both }, request(), key({ state }))
    expect(refusal).toMatchObject({ code: 'refused', message })
    expect(steps).toEqual([])
  })

  it("the account's own key", async () => {
    const vendor = { protection: async () => ({ cut: "It is the account's own key", delete: null }) }
    const { refusal } = await plan({ survey: both, vendor })
    expect(refusal?.message).toBe(
      "edge-eu2 cannot be rotated: It is the account's own key. Nothing was changed.",
    )
  })

  it('a key that nothing can copy', async () => {
    const vendor = {
      copyRequest: () => fail('unsupported', 'Its owner is not known.', 'Create it on the web.'),
    }
    const { refusal, newKey } = await plan({ survey: both, vendor })
    expect(refusal).toMatchObject({ code: 'unsupported' })
    expect(newKey).toMatchObject({ name: 'edge-eu2', hashed: true })
  })

  it('a file that cannot be edited, and still shows what it would do', async () => {
    const preview = async () => fail('file-not-editable', 'The key stands in an anchor.', 'Write it out.')
    const { refusal, steps } = await plan({ survey: both, preview })
    expect(refusal).toMatchObject({ code: 'file-not-editable' })
    expect(steps).not.toEqual([])
  })

  it('to plan anything while the keychain is locked', async () => {
    const survey = fail('keychain-locked', 'The keychain is locked.', 'Unlock it.')
    expect(await planRotation(parts({ survey }), key(), request(), began)).toEqual(survey)
  })
})
