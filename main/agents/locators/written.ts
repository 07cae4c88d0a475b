import type { Place, Quoting } from '../agent.ts'

const strictBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** A value as it stands at a place with this quoting. The caller has checked that it can stand there. */
export const writtenAs = (value: string, quoting: Quoting): string =>
  quoting === 'base64' ? Buffer.from(value, 'utf8').toString('base64') : value

/** The value at a place: its text, decoded where the place holds it encoded. */
export function valueAt(text: string, place: Place): string {
  const written = text.slice(place.start, place.end)
  if (place.quoting !== 'base64' || !strictBase64.test(written)) return written
  // Somebody who encoded a line's end too has a value with one; what sends it trims it.
  return Buffer.from(written, 'base64').toString('utf8').trimEnd()
}
