import { ok, type Result } from '../../shared/errors.ts'
import type { Place } from '../agents/agent.ts'
import { entryAt, placeOf, readYaml, scalarText } from '../agents/locators/yaml.ts'

/**
 * The places of one data key of a Kubernetes Secret in a manifest: `stringData` after `data`, since it wins. Fails
 * like `Agent.locate`.
 */
export function secretPlaces(text: string, secretName: string, dataKey: string): Result<readonly Place[]> {
  const read = readYaml(text)
  if (!read.ok) return read
  const places: Place[] = []
  for (const document of read.value.documents) {
    const root = document.contents
    if (scalarText(entryAt(root, document, ['kind'])) !== 'Secret') continue
    if (scalarText(entryAt(root, document, ['metadata', 'name'])) !== secretName) continue
    const facts = {
      agent: 'kubernetes-secret' as const,
      output: dataKey,
      host: null,
      carriage: 'bare' as const,
    }
    const encoded = placeOf(read.value, entryAt(root, document, ['data', dataKey]), facts)
    if (encoded !== null) places.push({ ...encoded, quoting: 'base64' })
    const plain = placeOf(read.value, entryAt(root, document, ['stringData', dataKey]), facts)
    if (plain !== null) places.push(plain)
  }
  return ok(places)
}
