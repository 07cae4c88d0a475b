import { useCountdown } from '../../components/use-countdown.ts'
import { leftWord } from './standing.ts'

/** How long it still takes, second by second near the end. Seen, not spoken each time. */
export function Left({ until }: { readonly until: string }) {
  useCountdown(until)
  return (
    <time dateTime={until} title={new Date(until).toLocaleString('en-GB')}>
      {leftWord(until, Date.now())}
    </time>
  )
}
