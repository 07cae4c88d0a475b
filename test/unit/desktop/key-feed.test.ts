import { expect, it } from 'vitest'
import { KeyFeed } from '../../../main/desktop/key-feed.ts'
import type { DueItem, Key } from '../../../shared/model.ts'
import { fakeKey } from '../../fakes/keys.ts'

const listOf = (count: number) =>
  Array.from({ length: count }, (_, n) => fakeKey({ id: `k${n}`, name: `n${n}` }))

function feedOf(count: number) {
  const world: { keys: readonly Key[]; due: readonly DueItem[] } = { keys: listOf(count), due: [] }
  const feed = new KeyFeed(() => world)
  feed.look()
  return { world, feed }
}

/** Asks as the window does: on from each answer until there is no more. */
function all(feed: KeyFeed, from: number) {
  const answers = [feed.since(from)]
  for (let last = answers[0]; last?.more; ) {
    last = feed.since(last.revision)
    answers.push(last)
  }
  return {
    pages: answers.length,
    revision: answers.at(-1)?.revision ?? 0,
    ids: answers.flatMap((answer) => answer.listed.map(({ key }) => key.id)),
    dropped: answers.flatMap((answer) => answer.dropped.map((ref) => ref.keyId)),
  }
}

it('hands over every key once, in pages', () => {
  const { feed } = feedOf(1001)
  const { pages, ids } = all(feed, 0)
  expect(pages).toBe(5)
  expect(new Set(ids).size).toBe(1001)
  expect(ids).toHaveLength(1001)
})

it('hands over nothing where nothing changed, and then only what did', () => {
  const { world, feed } = feedOf(600)
  const { revision } = all(feed, 0)
  feed.look()
  expect(all(feed, revision)).toMatchObject({ ids: [], dropped: [], revision })
  world.keys = world.keys.map((key) => (key.id === 'k7' ? { ...key, name: 'renamed' } : key))
  feed.look()
  expect(all(feed, revision).ids).toEqual(['k7'])
})

it('says which keys are not listed any more, but not to a window that starts anew', () => {
  const { world, feed } = feedOf(3)
  const { revision } = all(feed, 0)
  world.keys = world.keys.filter((key) => key.id !== 'k1')
  feed.look()
  expect(all(feed, revision)).toMatchObject({ ids: [], dropped: ['k1'] })
  expect(all(feed, 0)).toMatchObject({ ids: ['k0', 'k2'], dropped: [] })
})

it('hands a key over again when only its due date moved', () => {
  const { world, feed } = feedOf(2)
  const { revision } = all(feed, 0)
  const [key] = world.keys
  if (!key) throw new Error('no key')
  world.due = [{ key, dueAt: '2026-01-01T00:00:00.000Z', daysLeft: 3, status: 'due-soon', reason: 'old' }]
  feed.look()
  const { listed } = feed.since(revision)
  expect(listed.map(({ key: { id }, due }) => [id, due?.daysLeft])).toEqual([['k0', 3]])
})
