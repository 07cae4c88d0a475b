import type { CreateOptions, KeyType, Member, PresetInfo } from '../../../shared/model.ts'
import type { ProviderKey } from '../provider.ts'
import { isRumPreset } from './key-types.ts'
import { permissionGroups, permissionList } from './permissions.ts'

// The vendor's list of presets (its permissions page). No call lists them, and none says what a preset stands for:
// what is not known here is learnt from keys that carry it.
const roles = `APIKeys APM Actions AiObservability Alerts Auditing CICDIntegration ContextualData Dashboards
  DataAnalytics DataMap DataQuerying DataSetup DataUsage Enrichments Events2Metrics Extensions FleetManagement
  Grafana Incidents InfraMonitoring Integrations LiveTail NotificationCenter Olly OpenSearchDashboards
  OutboundWebhooks ParsingRules Payments RecordingRules SLO SavedViews Security SourceMapping TCOPolicies
  TeamAdmin`.split(/\s+/)

const sending: readonly KeyType[] = ['send-your-data']
const managing: readonly KeyType[] = ['team', 'personal']

const bundled: readonly PresetInfo[] = [
  {
    name: 'SendData',
    permissions: permissionList(`cloud-metadata-ingress:SendData contextual-data:SendData
      logs.data-ingress:SendData metrics.data-ingress:SendData spans.data-ingress:SendData`),
    standalone: false,
    suits: sending,
  },
  {
    name: 'RUM',
    permissions: permissionList('rum-ingress:SendData'),
    standalone: true,
    suits: sending,
  },
  ...roles.map((name) => ({ name, permissions: [], standalone: false, suits: managing })),
]

/** Permissions that the vendor has added since, or keeps hidden: known from keys that carry them. */
const learntGroup = 'On keys of this account'

/**
 * What can be chosen when a key is created: the bundled presets and permissions, and those that the account's keys
 * carry. What a preset stands for is taken from the keys first, since the vendor may have changed it.
 */
export function createOptions(known: readonly ProviderKey[]): CreateOptions {
  const presets = new Map(bundled.map((preset) => [preset.name.toLowerCase(), preset]))
  // Compared without case: the vendor writes permissions in either.
  const catalogue = permissionGroups.flatMap((group) => group.permissions)
  const permissions = new Map(catalogue.map((one) => [one.toLowerCase(), one]))
  const learnt: string[] = []
  const members = new Map<string, Member>()
  const types: KeyType[] = ['send-your-data', 'team', 'personal']
  for (const key of known) {
    for (const { name, permissions: expanded } of key.presets) {
      const before = presets.get(name.toLowerCase())
      const stands = expanded.length > 0 ? expanded : (before?.permissions ?? [])
      const suits = before?.suits ?? (key.type === 'send-your-data' ? sending : managing)
      presets.set(name.toLowerCase(), {
        name: before?.name ?? name,
        permissions: stands,
        standalone: before?.standalone ?? isRumPreset(name),
        suits,
      })
    }
    for (const permission of [...key.permissions, ...key.presets.flatMap((preset) => preset.permissions)]) {
      if (permissions.has(permission.toLowerCase())) continue
      permissions.set(permission.toLowerCase(), permission)
      learnt.push(permission)
    }
    if (key.owner?.kind === 'user') {
      const { id, name } = key.owner
      members.set(id, { id, name: name ?? members.get(id)?.name ?? id, types: ['personal'] })
    }
    // An organisation's id is nowhere to be asked: only a key that carries it makes the type possible.
    if (key.owner?.kind === 'organisation' && !types.includes('organisation')) types.push('organisation')
  }
  const byName = (left: { name: string }, right: { name: string }): number =>
    left.name.localeCompare(right.name, 'en')
  return {
    types,
    presets: [...presets.values()],
    permissions: [...permissions.values()].sort(),
    permissionGroups: [
      ...permissionGroups,
      ...(learnt.length === 0 ? [] : [{ name: learntGroup, permissions: learnt.sort() }]),
    ],
    members: [...members.values()].sort(byName),
    readable: true,
    description: false,
    expiry: false,
  }
}
