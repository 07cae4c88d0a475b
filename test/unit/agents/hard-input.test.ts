import { describe, expect, it } from 'vitest'
import { agentNamed } from '../../../main/agents/catalog.ts'
import { failureOf, hosts } from './world.ts'

describe('input that is made to break a reader', () => {
  it('a property list a hundred thousand elements deep is refused', () => {
    const text = `<plist version="1.0">${'<dict><key>a</key>'.repeat(100_000)}`
    const launchd = agentNamed('launchd')
    expect(failureOf(launchd?.locate(text, hosts, 'x') ?? { ok: true, value: null }).code).toBe(
      'file-not-editable',
    )
    expect(launchd?.tree(text, 'x').ok).toBe(false)
  })
})
