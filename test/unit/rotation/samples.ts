import type {
  EvidenceDetail,
  RecordedEvidence,
  RotationRecord,
} from '../../../main/rotation/rotation-record.ts'
import { defaultSettings } from '../../../shared/defaults.ts'
import type { RotationSettings, RotationStep, RotationTarget } from '../../../shared/rotation.ts'
import { acme } from '../../fakes/keys.ts'

/** A rotation of `edge-eu2` that began on 21 Nov 2026 at 10:00, in the zone of this machine. */

export const began = new Date(2026, 10, 21, 10, 0)
export const at = (minutes: number): string => new Date(began.getTime() + minutes * 60_000).toISOString()

export const prometheus: RotationTarget = {
  id: 'prom',
  name: '/etc/prometheus/prometheus.yml',
  file: '/etc/prometheus/prometheus.yml',
  host: null,
  agent: 'prometheus',
  agentName: 'Prometheus',
  files: ['/etc/prometheus/prometheus.yml'],
  uses: [{ file: '/etc/prometheus/prometheus.yml', line: 12, output: 'remote_write[0]', kind: 'literal' }],
  controlUrl: 'http://127.0.0.1:9090',
  reloadCommand: null,
  reload: 'http',
  reloadText: 'Keyturn asks http://127.0.0.1:9090 to reload.',
  proofText: 'Its last successful reload is later than the write.',
  checker: 'promtool check config /etc/prometheus/prometheus.yml',
  outside: null,
}

export const fluentBit: RotationTarget = {
  ...prometheus,
  id: 'fluent',
  name: '/etc/fluent-bit/fluent-bit.conf',
  file: '/etc/fluent-bit/fluent-bit.conf',
  agent: 'fluent-bit',
  agentName: 'Fluent Bit',
  files: ['/etc/fluent-bit/fluent-bit.conf'],
  uses: [{ file: '/etc/fluent-bit/fluent-bit.conf', line: 8, output: 'http', kind: 'literal' }],
  controlUrl: null,
  reload: 'word',
  reloadText: 'Restart Fluent Bit: systemctl restart fluent-bit.',
  proofText: 'Your word that it was restarted.',
  checker: null,
}

export const record = (more: Partial<RotationRecord> = {}): RotationRecord => ({
  id: '5b1c3a52-0000-4000-8000-000000000001',
  ref: { accountId: acme, keyId: 'old-key' },
  keyName: 'edge-eu2',
  newRef: null,
  replacement: null,
  intentId: null,
  mode: 'planned',
  settings: defaultSettings,
  request: {
    accountId: acme,
    name: 'edge-eu2',
    type: 'send-your-data',
    presets: ['SendData'],
    permissions: [],
    hashed: true,
    ownerId: null,
  },
  targets: [prometheus, fluentBit],
  direction: 'forward',
  state: 'running',
  step: 'create',
  sentence: '',
  failure: null,
  waitsUntil: null,
  overriddenAt: null,
  startedBy: 'ada',
  holder: null,
  leaseUntil: null,
  startedAt: at(0),
  updatedAt: at(0),
  ...more,
})

export const made = { newRef: { accountId: acme, keyId: 'new-key' }, intentId: 'intent-1' } as const

export type Row = readonly [
  step: RotationStep,
  outcome: RecordedEvidence['outcome'],
  targetId?: string | null,
  text?: string,
  detail?: EvidenceDetail,
]

export const evidence = (...rows: readonly Row[]): readonly RecordedEvidence[] =>
  rows.map(([step, outcome, targetId = null, text = `${step} ${outcome}`, detail = {}], index) => ({
    seq: index + 1,
    at: at(index + 1),
    step,
    targetId,
    outcome,
    text,
    files: step === 'write' && outcome === 'ok' ? [written] : [],
    detail,
    auditSeq: index + 1,
  }))

export const written = {
  file: '/etc/prometheus/prometheus.yml',
  places: 1,
  sha256Before: 'a'.repeat(64),
  sha256After: 'b'.repeat(64),
}

export const settings = (more: Partial<RotationSettings>): RotationSettings => ({
  ...defaultSettings,
  ...more,
})

/** The rows of a rotation up to its cut, with both agents seen. */
export const proven: readonly Row[] = [
  ['create', 'ok'],
  ['write', 'ok'],
  ['check', 'ok', 'prom'],
  ['reload', 'ok', 'prom'],
  ['adopt', 'ok', 'prom'],
  ['adopt', 'ok', 'fluent'],
  ['watch', 'ok', 'prom'],
  ['watch', 'ok', 'fluent'],
]
