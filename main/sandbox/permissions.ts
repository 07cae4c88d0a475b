import type { StoredKey } from './model.ts'

/** `resource:A/B` for two permissions; written out of the vendor's documents, apart from what the provider knows. */
const list = (text: string): readonly string[] =>
  text
    .trim()
    .split(/\s+/)
    .flatMap((item) => {
      const [resource, actions] = item.split(':') as [string, string]
      return actions.split('/').map((action) => `${resource}:${action}`)
    })

const plain =
  `APM Actions AiObservability Auditing CICDIntegration DataAnalytics DataMap DataSetup Enrichments
  Events2Metrics Extensions FleetManagement Incidents InfraMonitoring Integrations NotificationCenter Olly
  OpenSearchDashboards Payments RecordingRules SavedViews Security TeamAdmin`.split(/\s+/)

/** The presets that this vendor knows, and what they stand for; nothing where the documents do not say. */
export const presets: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'SendData',
    list(`cloud-metadata-ingress:SendData logs.data-ingress:SendData metrics.data-ingress:SendData
      spans.data-ingress:SendData contextual-data:SendData`),
  ],
  ['RUM', list('rum-ingress:SendData')],
  [
    'APIKeys',
    list(`personal-custom-api-keys:Manage/ReadConfig data-ingest-api-keys:Manage/ReadConfig
      team-custom-api-keys:Manage/ReadConfig team-api-keys:Manage/ReadConfig
      team-api-keys-security-settings:Manage/ReadConfig`),
  ],
  ['Alerts', list('alerts:ReadConfig/UpdateConfig logs.alerts:ReadConfig/UpdateConfig alerts-map:Read')],
  ['ContextualData', list('contextual-data:ReadConfig/UpdateConfig')],
  ['Dashboards', list('team-dashboards:Read/Update')],
  [
    'DataQuerying',
    list('logs.data-api#high:ReadData logs.data-api#low:ReadData spans.data-api#low:ReadData'),
  ],
  ['DataUsage', list('data-usage:Read')],
  ['Grafana', list('grafana:Read/Update')],
  ['LiveTail', list('livetail:Read')],
  ['OutboundWebhooks', list('outbound-webhooks:ReadConfig/UpdateConfig')],
  ['ParsingRules', list('parsing-rules:ReadConfig/UpdateConfig')],
  ['SLO', list('slo:ReadConfig/UpdateConfig')],
  ['SourceMapping', list('source-mapping:UploadMapping')],
  ['TCOPolicies', list('logs.tco:ReadPolicies/UpdatePolicies')],
  ...plain.map((name): [string, readonly string[]] => [name, []]),
])

/** What each role of an older key was turned into. */
export const legacy = {
  sendData: list(`cloud-metadata-ingress:SendData logs.data-ingress:SendData metrics.data-ingress:SendData
    spans.data-ingress:SendData`),
  scim: list('team-groups:Manage/ReadConfig team-members:Manage/ReadConfig team-roles:ReadConfig'),
  rum: list('rum-ingress:SendData'),
  webhook: list('contextual-data:SendData'),
  logsQuery: list(`logs.data-api#high:ReadData logs.data-api#low:ReadData metrics.data-api#high:ReadData
    metrics.data-api#low:ReadData opensearch-dashboards:Read/Update snowbit.cspm:Read snowbit.sspm:Read
    spans.data-api#high:ReadData spans.data-api#low:ReadData livetail:Read`),
  cli: list(`data-usage:Read org-quota:Manage/Read org-teams:Manage/ReadConfig team-members:Manage/ReadConfig
    team-scim:Manage/ReadConfig team-sso:Manage/ReadConfig team-quota:Manage/Read`),
  alerts:
    list(`alerts:ReadConfig/UpdateConfig cloud-metadata-enrichment:ReadConfig/UpdateConfig data-usage:Read
    geo-enrichment:ReadConfig/UpdateConfig grafana:Read/Update logs.data-setup#low:ReadConfig/UpdateConfig
    logs.events2metrics:ReadConfig/UpdateConfig logs.tco:ReadPolicies/UpdatePolicies
    metrics.data-analytics#high:Read metrics.data-analytics#low:Read
    metrics.data-setup#high:ReadConfig/UpdateConfig metrics.data-setup#low:ReadConfig/UpdateConfig
    metrics.recording-rules:ReadConfig/UpdateConfig metrics.tco:ReadPolicies/UpdatePolicies
    outbound-webhooks:ReadConfig/UpdateConfig parsing-rules:ReadConfig/UpdateConfig
    security-enrichment:ReadConfig/UpdateConfig serverless:Read service-catalog:ReadDimensionsConfig
    service-catalog:ReadSLIConfig service-catalog:UpdateDimensionsConfig service-catalog:UpdateSLIConfig
    service-map:Read source-mapping:UploadMapping spans.data-api#high:ReadData spans.data-api#low:ReadData
    spans.data-setup#low:ReadConfig/UpdateConfig spans.events2metrics:ReadConfig/UpdateConfig
    spans.tco:ReadPolicies/UpdatePolicies team-actions:ReadConfig/UpdateConfig
    team-api-keys-security-settings:Manage/ReadConfig team-api-keys:Manage/ReadConfig
    team-custom-enrichment:ReadConfig/ReadData/UpdateConfig/UpdateData team-dashboards:Read/Update
    user-actions:ReadConfig/UpdateConfig user-dashboards:Read/Update version-benchmark-tags:Read/Update
    logs.alerts:ReadConfig/UpdateConfig spans.alerts:ReadConfig/UpdateConfig
    metrics.alerts:ReadConfig/UpdateConfig livetail:Read service-catalog:Read
    service-catalog:ReadApdexConfig/UpdateApdexConfig service-catalog:Update team-quota:Manage/Read`),
} as const

/** The right to manage keys of one kind, or to read how they are set. */
export type KeyFamily =
  | 'data-ingest-api-keys'
  | 'team-custom-api-keys'
  | 'personal-custom-api-keys'
  | 'team-api-keys'

/** Whatever a key may do, its presets written out. */
export function effective(key: Pick<StoredKey, 'presets' | 'permissions'>): readonly string[] {
  return [...key.presets.flatMap((name) => presets.get(name) ?? []), ...key.permissions]
}

/** Whether a key is a Send-Your-Data key: a team's, and all that it may do is send. */
export function isSendData(key: Pick<StoredKey, 'presets' | 'permissions' | 'owner'>): boolean {
  const all = effective(key)
  return 'teamId' in key.owner && all.length > 0 && all.every((one) => /:senddata$/i.test(one))
}

/** The family of permissions that rules a key. */
export function familyOf(key: Pick<StoredKey, 'presets' | 'permissions' | 'owner'>): KeyFamily {
  if ('userId' in key.owner) return 'personal-custom-api-keys'
  if ('organisationId' in key.owner) return 'team-api-keys'
  return isSendData(key) ? 'data-ingest-api-keys' : 'team-custom-api-keys'
}
