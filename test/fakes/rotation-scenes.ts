import type { BulkStatus, Evidence, RotationDetail, RotationStep } from '../../shared/rotation.ts'
import { ago, uuid } from './keys.ts'
import { begun, keyRefOf, oldWorks, soon, standing, undoCut } from './rotation-stands.ts'
import { fluentBit, usualTargets, vector } from './rotation-targets.ts'

/** The situations of a rotation that the window must show well. */
export const rotationScenes = [
  'running',
  'watching',
  'soak',
  'grace',
  'confirm',
  'override',
  'stuck',
  'interrupted',
  'failed',
  'failed-soak',
  'undoing',
  'done',
  'undone',
  'leaked',
  'bulk',
  'bulk-stopped',
  'refused',
  'no-use',
  'word',
] as const
export type RotationScene = (typeof rotationScenes)[number]

const said = (step: RotationStep, rows: readonly Partial<Evidence>[]): readonly Evidence[] =>
  rows.map((row, index) => ({
    seq: 90 + index,
    at: ago(0.001),
    step,
    targetId: null,
    outcome: 'ok',
    text: '',
    files: [],
    ...row,
  }))

const needsYou = { state: 'needs-you', health: 'needs-you', held: false } as const
const withHands = { targets: [...usualTargets, fluentBit, vector] }

const makers: Partial<Record<RotationScene, (base: RotationDetail) => RotationDetail>> = {
  running: (base) =>
    standing(base, 'write', 'now', { sentence: 'The files are being written.', safe: oldWorks }),
  watching: (base) =>
    standing(base, 'watch', 'now', {
      sentence: 'The agents run with the new key and are being watched.',
      safe: oldWorks,
      waitsUntil: soon(43),
      shown: {
        at: soon(43),
        evidence: said('watch', [{ targetId: 't1', text: 'It sent 418 samples, none refused.' }]),
      },
    }),
  soak: (base) =>
    standing(base, 'soak', 'waiting', {
      state: 'waiting',
      health: 'waiting',
      held: false,
      sentence: 'The old key is cut. It is kept ready to come back.',
      safe: 'Every agent sends with the new key. The old one can be activated again at once.',
      waitsUntil: soon(86_000),
      undoText: undoCut,
      shown: { at: soon(86_000) },
    }),
  grace: (base) =>
    standing(base, 'delete', 'waiting', {
      state: 'waiting',
      health: 'waiting',
      held: false,
      sentence: 'The soak went well. The old key is deleted at the end of the grace period.',
      safe: 'Every agent sends with the new key. The old one can be activated again at once.',
      waitsUntil: soon(12 * 86_400),
      undoText: undoCut,
      shown: { at: soon(12 * 86_400) },
    }),
  confirm: (base) =>
    standing({ ...base, ...withHands }, 'adopt', 'needs-you', {
      ...needsYou,
      sentence: '2 of 4 agents run with the new key. Of the other 2 only you can say it.',
      safe: oldWorks,
      questions: [
        {
          kind: 'confirm',
          targetId: 't3',
          text: 'Put the new key in /etc/fluent-bit/fluent-bit.yaml on edge-fr-2, then run: systemctl restart fluent-bit',
        },
        {
          kind: 'confirm',
          targetId: 't4',
          text: 'Reload Vector so that it reads its file again, run: systemctl reload vector',
        },
        {
          kind: 'override',
          text: 'The old key can be cut although 2 agents are unconfirmed. What still sends with it is refused from then on.',
        },
      ],
      shown: {
        evidence: said('adopt', [
          { targetId: 't1', text: 'Its last successful reload is 2 s later than the write.' },
          { targetId: 't2', text: 'Its process has started 4 s after the write.' },
          { targetId: 't3', outcome: 'unproven', text: 'Keyturn cannot look on edge-fr-2.' },
          { targetId: 't4', outcome: 'unproven', text: 'It does not say what it runs with.' },
        ]),
      },
    }),
  override: (base) =>
    standing(base, 'cut', 'needs-you', {
      ...needsYou,
      sentence: '1 agent is not confirmed, so the old key was not cut.',
      safe: oldWorks,
      questions: [
        {
          kind: 'override',
          text: '/srv/edge/otel/config.yaml (OpenTelemetry Collector) sent nothing while it was watched. Look again once it sends, or cut the old key although it is unconfirmed.',
        },
      ],
      shown: {
        evidence: said('cut', [
          { targetId: 't2', outcome: 'unproven', text: 'It sent nothing in 70 s: nothing is proven.' },
        ]),
      },
    }),
  stuck: (base) =>
    standing(base, 'create', 'needs-you', {
      ...needsYou,
      newKeyId: 'acme-0998',
      sentence: 'The vendor has made the new key, and the keychain did not take its value.',
      safe: 'The old key works everywhere. No file was touched.',
      questions: [
        {
          kind: 'stuck',
          intentId: uuid(202),
          text: 'The keychain is locked. Unlock the login keyring and try again, or copy the value and keep it somewhere safe.',
        },
      ],
    }),
  interrupted: (base) =>
    standing(base, 'reload', 'open', {
      held: false,
      health: 'needs-you',
      sentence: 'It was stopped after “Check the configs”.',
      safe: oldWorks,
    }),
  failed: (base) =>
    standing(base, 'check', 'failed', {
      state: 'failed',
      health: 'failed',
      held: false,
      sentence: 'Prometheus does not accept its config with the new key in it.',
      safe: 'The old key works. No agent was reloaded: they all still send with it.',
      failure: {
        code: 'refused',
        message: 'promtool refuses /etc/prometheus/prometheus.yml, which it accepted before the write.',
        hint: 'Correct the file and try again, or undo.',
      },
      shown: {
        at: ago(0.001),
        evidence: said('check', [
          { targetId: 't2', text: 'Its own checker accepts the file, as it did before.' },
          {
            targetId: 't1',
            outcome: 'failed',
            text: 'promtool: line 112: cannot unmarshal !!seq into string. It accepted the file before.',
          },
        ]),
      },
    }),
  'failed-soak': (base) =>
    standing(base, 'soak', 'failed', {
      state: 'failed',
      health: 'failed',
      held: false,
      sentence: 'An agent was refused after the cut, so the old key was brought back.',
      safe: 'The old key is active again: agents with either key send.',
      failure: {
        code: 'refused',
        message:
          'OpenTelemetry Collector was refused 12 times since the cut: it still sends with the old key.',
        hint: 'Reload it by hand and try again, or undo.',
      },
      undoText: undoCut,
      shown: {
        at: ago(0.001),
        evidence: said('soak', [
          { targetId: 't2', outcome: 'failed', text: '12 refusals in 60 s, none before the cut.' },
          { text: 'The vendor confirms that the old key is active.' },
        ]),
      },
    }),
  undoing: (base) =>
    standing({ ...base, direction: 'back' }, 'put-back', 'now', {
      sentence: 'The files are being put back.',
      safe: 'The old key works. Agents with either key send.',
      undoText: null,
    }),
  done: (base) =>
    standing(base, null, 'done', {
      state: 'done',
      held: false,
      step: 'delete',
      sentence: 'The new key has replaced the old one, and the old one is deleted.',
      safe: 'Every agent sends with the new key. Nothing carries the old one any more.',
      undoText: null,
    }),
  undone: (base) =>
    standing({ ...base, direction: 'back' }, null, 'done', {
      state: 'undone',
      held: false,
      step: 'retire',
      sentence: 'All is as it was before: the agents send with the old key.',
      safe: 'The old key works. The new one is deleted, and its value stays in the keychain.',
      undoText: null,
    }),
  leaked: (base) =>
    standing({ ...base, mode: 'leaked-cut-first' }, 'reload', 'now', {
      sentence: 'The old key is cut. The agents are getting the new one.',
      safe: 'The leaked key is refused by the vendor. Telemetry is refused until each agent has the new key.',
      undoText: undoCut,
    }),
}

const bulkNames = [
  'payments-logstash',
  'prom-agent',
  'warehouse-fluentd',
  'edge-eu2-fluentbit',
  'edge-eu2-otel',
]

/** The rotations of a scene, the one that it is about first. */
export function fakeRotations(scene: RotationScene): readonly RotationDetail[] {
  const base = begun(keyRefOf('edge-eu2-otel'), 'edge-eu2-otel')
  const other = (name: string, id: number, like: RotationScene): RotationDetail => {
    const made = makers[like]?.({ ...begun(keyRefOf(name), name), id: uuid(id) })
    if (!made) throw new Error(`There is no scene ${like}.`)
    return made
  }
  const past = [other('grafana-datasource', 510, 'done'), other('incident-bot', 511, 'undone')]
  if (scene === 'bulk' || scene === 'bulk-stopped') {
    const [first = '', second = '', third = ''] = bulkNames
    const third_ = other(third, 503, scene === 'bulk' ? 'watching' : 'failed')
    return [third_, other(first, 501, 'soak'), other(second, 502, 'soak'), ...past]
  }
  const made = makers[scene]?.(base)
  return made ? [made, ...past] : past
}

export function fakeBulk(scene: RotationScene): BulkStatus | null {
  if (scene !== 'bulk' && scene !== 'bulk-stopped') return null
  const refs = bulkNames.map(keyRefOf)
  const at = refs[2] ?? null
  return scene === 'bulk'
    ? { refs, done: 2, current: at, stoppedAt: null, sentence: 'The third of 5 is being rotated.' }
    : {
        refs,
        done: 2,
        current: null,
        stoppedAt: at,
        sentence: 'It stopped at warehouse-fluentd, which failed. The other 2 were not begun.',
      }
}
