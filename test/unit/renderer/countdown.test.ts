import { expect, it } from 'vitest'
import { secondsUntil } from '../../../renderer/components/use-countdown.ts'

it('never shows more than the time that is left', () => {
  expect([30_000, 29_999, 1000, 999, 0, -5000].map((left) => secondsUntil(100_000 + left, 100_000))).toEqual([
    30, 29, 1, 0, 0, 0,
  ])
})
