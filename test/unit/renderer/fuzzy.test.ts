import { describe, expect, it } from 'vitest'
import { fuzzy } from '../../../renderer/fuzzy.ts'

const best = (query: string, ...texts: string[]) =>
  texts
    .map((text) => ({ text, match: fuzzy(query, text) }))
    .filter((item) => item.match !== null)
    .sort((a, b) => (b.match?.score ?? 0) - (a.match?.score ?? 0))[0]?.text

describe('fuzzy', () => {
  it('needs every letter, in order', () => {
    expect(fuzzy('xyz', 'edge-eu2-otel')).toBeNull()
    expect(fuzzy('leto', 'edge-eu2-otel')).toBeNull()
    expect(fuzzy('eeo', 'edge-eu2-otel')?.at).toEqual([0, 3, 9])
  })

  it('prefers whole parts at word starts, then word starts, then scattered letters', () => {
    expect(best('otel', 'hotels-list', 'edge-otel')).toBe('edge-otel')
    expect(best('ov', 'remove account', 'Overview')).toBe('Overview')
    expect(best('nk', 'network check', 'New key')).toBe('New key')
  })

  it('takes an empty query as a match of everything', () => {
    expect(fuzzy('', 'anything')).toEqual({ score: 0, at: [] })
  })
})
