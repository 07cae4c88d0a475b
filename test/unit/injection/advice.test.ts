import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { must, refOf, temporaryFolder, world } from '../agents/world.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const config = (name: string, uri: string, header: string): string => {
  const file = join(folder.path, name)
  writeFileSync(
    file,
    `sinks:\n  out:\n    type: http\n    inputs: [shop]\n    uri: ${uri}\n    request:\n      headers:\n        ${header}\n`,
    { mode: 0o600 },
  )
  return file
}

it.each([
  ['own', 'https://ingest.aggregations.io/0123', 'x-api-token: Old5555555555', 'recommends Org-Wide keys'],
  ['org', 'https://ingest.aggregations.io/0123', 'x-api-token: Old5555555555', null],
])('says before it is written that %s is advised against in an agent', async (key, uri, header, said) => {
  const { injection } = world()
  const plan = must(await injection.plan([config(`${key}.yaml`, uri, header)], refOf(key), []))
  const warnings = plan.files[0]?.warnings ?? []
  if (said === null) expect(warnings).toEqual([])
  else expect(warnings.join(' ')).toContain(said)
})
