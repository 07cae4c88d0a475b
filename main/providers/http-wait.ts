import type { Response } from 'undici'

const maxRetryAfterSeconds = 86_400

/** Retry-After in whole seconds, 1 to 86,400, or null. A date is read against the vendor's clock, not ours. */
export function retryAfter(response: Pick<Response, 'headers'>): number | null {
  const header = response.headers.get('retry-after')?.trim()
  if (header === undefined || header === '') return null
  let seconds = Number(header)
  if (!/^\d+$/.test(header)) {
    const clock = Date.parse(response.headers.get('date') ?? '')
    seconds = (Date.parse(header) - (Number.isNaN(clock) ? Date.now() : clock)) / 1000
  }
  return Number.isNaN(seconds) ? null : Math.min(Math.max(Math.ceil(seconds), 1), maxRetryAfterSeconds)
}

/** Waits `ms`, or until the signal asks to stop. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
    if (signal?.aborted) end()
  })
}
