import type { FarEnd, Place } from '../agent.ts'
import { secretsManager } from './cloud-secret.ts'

/**
 * What a collector makes of a place's text: `${env:X}`, `${X}`, `${X:-default}`, `${file:/path}`, `${scheme:…}`, and
 * `$$`. Returns the place with that read into it; a default that stands in the text is a place of its own.
 */
export function readReference(place: Place, text: string): readonly Place[] {
  const written = text.slice(place.start, place.end)
  if (!written.includes('$') || place.notEditable !== undefined) return [hidingDefault(place, written)]
  // The place names a file, and only the environment says which.
  if (place.kind === 'file' && place.target === written)
    return [refused(place, 'the name of the file comes from a reference')]
  if (/^\$[A-Za-z_]\w*$/.test(written))
    return [
      refused(
        place,
        `a collector since version 0.107 fills in no bare ${written}, and sends it as it stands: write \${env:${written.slice(1)}}`,
      ),
    ]
  if (written.includes('$$'))
    return [literal(place, 'it holds $$, which is how a collector writes a $: neither a reference nor a key')]
  const match = /^\$\{(?:([A-Za-z][A-Za-z0-9+.-]*):(?!-))?([^${}]*)\}$/.exec(written)
  if (match?.[2] === undefined) return [literal(place, 'it is put together from a reference and other text')]
  const scheme = match[1] ?? 'env'
  if (scheme === 'env') return variable(place, match[2])
  if (scheme === 'file')
    return [{ ...indirect(place, 'file', match[2]), far: { kind: 'file', path: match[2], form: 'whole' } }]
  if (scheme === 'yaml') return [literal(place, 'it stands inside a reference to inline YAML')]
  const far = scheme === 'secretsmanager' ? storedSecret(match[2]) : null
  return [{ ...indirect(place, 'secret', `${scheme}:${match[2]}`), ...(far === null ? {} : { far }) }]
}

const indirect = (place: Place, kind: Place['kind'], target: string): Place => ({ ...place, kind, target })
const refused = (place: Place, notEditable: string): Place => ({ ...place, notEditable })
const literal = (place: Place, notEditable: string): Place => ({
  ...place,
  kind: 'literal',
  target: null,
  notEditable,
})

/** A default can be a key. The reference's own place then covers the name only, so that it can be shown. */
function variable(place: Place, inner: string): readonly Place[] {
  const dash = inner.indexOf(':-')
  const name = dash === -1 ? inner : inner.slice(0, dash)
  if (!/^[A-Za-z_][\w.-]*$/.test(name)) return [literal(place, 'it names no variable that a collector knows')]
  const fallback = dash === -1 ? '' : inner.slice(dash + 2)
  if (fallback === '') return [indirect(place, 'env', name)]
  const end = place.end - 1
  const start = end - fallback.length
  const nameStart = start - 2 - name.length
  const column = (offset: number) => place.column + (offset - place.start)
  return [
    {
      ...indirect(place, 'env', name),
      start: nameStart,
      end: nameStart + name.length,
      column: column(nameStart),
    },
    {
      ...place,
      kind: 'literal',
      target: null,
      start,
      end,
      column: column(start),
      onlyWhenNamed: `it is only the default for where the variable ${name} is not set`,
    },
  ]
}

/** A place that cannot be edited covers its whole text: with a default in it, it is shown as a value is. */
const hidingDefault = (place: Place, written: string): Place =>
  place.kind === 'env' && /:-[^}]/.test(written) ? { ...place, kind: 'literal', target: null } : place

function storedSecret(inner: string): FarEnd | null {
  if (!/^[\w/+=.@:-]+(#[\w.-]+)?$/.test(inner) || inner.includes(':-')) return null
  const [id = '', field = ''] = inner.split('#')
  return secretsManager(id, field)
}
