import { useEffect, useRef } from 'react'
import { announce, useStore } from '../../store.ts'
import { bulkNews, newsOf } from './news.ts'

/** Speaks how rotations go, wherever the user is: at once where the user is needed. */
export function useRotationNews(): void {
  const rotations = useStore((state) => state.snapshot?.rotations)
  const bulk = useStore((state) => state.snapshot?.bulk)
  const last = useRef({ rotations, bulk })
  useEffect(() => {
    const before = last.current
    last.current = { rotations, bulk }
    // What was there at the start is no news.
    if (!rotations || !before.rotations) return
    const news = newsOf(before.rotations, rotations) ?? bulkNews(before.bulk ?? null, bulk ?? null)
    if (news) announce(news.text, news.now)
  }, [rotations, bulk])
}
