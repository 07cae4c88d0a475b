import { expect, it } from 'vitest'
import type { CreationEnd } from '../../../main/rotation/rotation-ports.ts'
import { settle } from '../../../main/rotation/steps/creating.ts'
import type { StepContext } from '../../../main/rotation/steps/step.ts'
import { ok } from '../../../shared/errors.ts'

const after = (end: CreationEnd) =>
  settle({
    record: { intentId: 'intent' },
    vendor: { settle: async () => ok(end) },
  } as unknown as StepContext)

it('does not wait for a key that the vendor does not list: its intent shows it should it come late', async () => {
  const end = await after({ kind: 'open', message: 'No answer came.', unlisted: true })
  expect(end).toMatchObject({ rows: [{ outcome: 'skipped' }], change: { intentId: null } })
})

it('waits where another process is making it, or the list cannot be seen', async () => {
  const end = await after({ kind: 'open', message: 'Another Keyturn process is making it.', unlisted: false })
  expect(end).toMatchObject({ rows: [{ outcome: 'failed' }] })
  expect(end.change?.intentId).toBeUndefined()
})
