import { describe, expect, test } from 'vitest'
import {
  differenceOf,
  inEffect,
  rightsChange,
  rightsProblem,
  unlisted,
} from '../../../renderer/features/rights/rights-change.ts'
import type { PresetInfo } from '../../../shared/model.ts'

const stands: Readonly<Record<string, readonly string[]>> = {
  Alerts: ['alerts:ReadConfig', 'alerts:UpdateConfig'],
  Grafana: ['grafana:Read'],
}
const standsFor = (name: string) => stands[name] ?? []
const before = { presets: ['Alerts'], permissions: ['logs.alerts:ReadConfig'] }
const rum: PresetInfo = { name: 'RUM', permissions: [], standalone: true, suits: ['send-your-data'] }

describe('what a key may do, while it is changed', () => {
  test('only what differs is sent: the rest stays as it is at the vendor', () => {
    expect(rightsChange(before, before)).toBeNull()
    expect(rightsChange(before, { ...before, presets: ['Alerts', 'Grafana'] })).toEqual({
      presets: ['Alerts', 'Grafana'],
    })
    expect(rightsChange(before, { ...before, permissions: [] })).toEqual({ permissions: [] })
  })

  test('another order or another case is no change', () => {
    const two = { presets: ['A', 'B'], permissions: ['x:Read', 'y:Read'] }
    expect(rightsChange(two, { presets: ['B', 'A'], permissions: ['Y:read', 'x:Read'] })).toBeNull()
  })

  test('names that the vendor does not list are kept, and sent back as they were', () => {
    const strange = { presets: ['FleetPilot'], permissions: ['fleet.pilot:Land'] }
    expect(unlisted(strange, ['alerts:ReadConfig'])).toEqual(['fleet.pilot:Land'])
    const after = { ...strange, permissions: ['fleet.pilot:Land', 'alerts:ReadConfig'] }
    expect(rightsChange(strange, after)).toEqual({ permissions: ['fleet.pilot:Land', 'alerts:ReadConfig'] })
  })

  test('the summary names what is added and removed, and what that comes to', () => {
    const after = { presets: ['Grafana'], permissions: ['logs.alerts:ReadConfig', 'alerts:ReadConfig'] }
    expect(differenceOf(before, after)).toEqual({
      addedPresets: ['Grafana'],
      removedPresets: ['Alerts'],
      addedPermissions: ['alerts:ReadConfig'],
      removedPermissions: [],
    })
    // The one permission of the preset that was given singly is not lost.
    expect(inEffect(before, after, standsFor)).toEqual({
      gained: ['grafana:Read'],
      lost: ['alerts:UpdateConfig'],
    })
  })

  test('nothing is counted where nobody has told what a preset stands for', () => {
    expect(inEffect(before, { ...before, presets: ['Alerts', 'FleetPilot'] }, standsFor)).toBeNull()
    expect(
      inEffect(
        { ...before, presets: ['FleetPilot'] },
        { presets: ['FleetPilot'], permissions: [] },
        standsFor,
      ),
    ).toEqual({ gained: [], lost: ['logs.alerts:ReadConfig'] })
  })

  test('a key is not left without any permission, and a preset that stands alone stays alone', () => {
    expect(rightsProblem(before, [rum])).toBeNull()
    expect(rightsProblem({ presets: [], permissions: [] }, [rum])).toContain('disable the key instead')
    expect(rightsProblem({ presets: ['RUM'], permissions: ['alerts:ReadConfig'] }, [rum])).toContain(
      'stands alone',
    )
  })
})
