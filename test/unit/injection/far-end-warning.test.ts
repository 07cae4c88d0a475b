import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { must, oldKey, refOf, temporaryFolder, world } from '../agents/world.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

it('warns of a far end elsewhere that holds no known key, such as /etc/hostname', async () => {
  mkdirSync(join(folder.path, 'etc'))
  mkdirSync(join(folder.path, 'conf'))
  const far = join(folder.path, 'etc', 'hostname')
  const config = join(folder.path, 'conf', 'prometheus.yml')
  writeFileSync(
    config,
    `remote_write:\n  - url: https://ingress.eu2.coralogix.com/prometheus/v1\n    authorization:\n      credentials_file: ${far}\n`,
  )
  const { injection } = world()
  const warnings = async (content: string): Promise<string> => {
    writeFileSync(far, content, { mode: 0o600 })
    const plan = must(await injection.plan([config], refOf('new'), []))
    expect(plan.files.map(({ file }) => file)).toEqual([far])
    return plan.files[0]?.warnings.join(' ') ?? ''
  }
  expect(await warnings('my-laptop\n')).toContain(`${far} is not below the folder of ${config}`)
  expect(await warnings(`${oldKey}\n`)).not.toContain('is not below')
})
