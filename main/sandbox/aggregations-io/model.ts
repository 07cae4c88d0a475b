import { randomBytes, randomUUID } from 'node:crypto'
import { hashOf } from '../model.ts'

/** A key as the simulated Aggregations.io keeps it: not even this vendor can show its value again. */
export interface AggregationsKey {
  readonly id: string
  readonly name: string
  readonly orgWide: boolean
  readonly permissions: { readonly read: boolean; readonly write: boolean }
  readonly enabled: boolean
  readonly createdAt: string
  /** SHA-256 of the value. */
  readonly valueHash: string
}

/** What is chosen for a new key. */
export type NewAggregationsKey = Pick<AggregationsKey, 'name' | 'orgWide' | 'permissions' | 'enabled'>

export interface AggregationsState {
  readonly organizationId: string
  /** The POST ID of the one ingest: an array of JSON objects. */
  readonly ingestId: string
  readonly keys: readonly AggregationsKey[]
  /** Values of two seeded keys: what a user would have noted when they were made. */
  readonly trying: { readonly read: string; readonly write: string }
  readonly ports: { readonly app: number; readonly ingest: number }
}

/** A new value in the shape that the documents show: 8 letters and digits, a dash, 62 of them. */
export function newAggregationsValue(): string {
  const text = randomBytes(80).toString('base64').replaceAll(/[+/=]/g, 'x')
  return `${text.slice(0, 8)}-${text.slice(8, 70)}`
}

const day = 86_400_000

type Row = readonly [name: string, days: number, orgWide: boolean, rights: string, enabled: boolean]

const rows: readonly Row[] = [
  ['edge events', 74, true, 'write', true],
  ['grafana', 131, true, 'read', true],
  ['local tests', 20, false, 'read write', true],
  ['edge events (old)', 402, true, 'write', false],
]

/** A new organization with four keys. Names, ages and rights are always the same; ids and values are new each time. */
export function seedAggregations(now: Date): Omit<AggregationsState, 'ports'> {
  const trying = { write: newAggregationsValue(), read: newAggregationsValue() }
  const values = [trying.write, trying.read]
  return {
    organizationId: randomUUID(),
    ingestId: randomBytes(8).toString('hex'),
    keys: rows.map(([name, days, orgWide, rights, enabled], n) => ({
      ...{ id: randomUUID(), name, orgWide, enabled },
      permissions: { read: rights.includes('read'), write: rights.includes('write') },
      createdAt: new Date(now.getTime() - days * day).toISOString(),
      valueHash: hashOf(values[n] ?? newAggregationsValue()),
    })),
    trying,
  }
}
