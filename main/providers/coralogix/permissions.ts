/**
 * Reads the short notation in which permissions stand in this folder: `resource:Action/Action`, separated by blanks
 * or line breaks. Returns one string per permission, `resource:Action`.
 */
export function permissionList(text: string): readonly string[] {
  return text
    .split(/\s+/)
    .filter((item) => item !== '')
    .flatMap((item) => {
      const colon = item.lastIndexOf(':')
      const resource = item.slice(0, colon)
      return item
        .slice(colon + 1)
        .split('/')
        .map((action) => `${resource}:${action}`)
    })
}

// The vendor's permissions as of 2025-11-26 under its own names for what belongs together, without those that it marks
// as hidden.
const catalogue: readonly (readonly [group: string, permissions: string])[] = [
  [
    'AAA',
    `
    access-policies:ReadAll/UpdateAll
    data-ingest-api-keys:Manage/ReadAccessPolicy/ReadConfig/UpdateAccessPolicy
    dataprime-ai-query-assistant:Manage/ReadConfig org-admins:Manage/ReadConfig
    org-settings:ReadConfig/UpdateConfig org-teams:Manage/ReadConfig
    personal-custom-api-keys:Manage/ReadConfig team-api-keys-security-settings:Manage/ReadConfig
    team-api-keys:Manage/ReadConfig
    team-custom-api-keys:Manage/ReadAccessPolicy/ReadConfig/UpdateAccessPolicy
    team-domain:Manage/ReadConfig team-groups:Manage/ReadConfig team-ip-access:Manage/ReadConfig
    team-landing-page:Manage/ReadConfig team-members:Manage/ReadConfig team-quota:Manage/Read
    team-roles:Manage/ReadConfig/ReadSummary/ReadTeamMembersSummary team-scim:Manage/ReadConfig
    team-scopes:Manage/ReadConfig team-sessions:Manage/ReadConfig
    team-slack-notifications:ReadConfig/UpdateConfig team-sso:Manage/ReadConfig
    team:ManageConnectionToOrg user-auth-info:ReadGroups
    user-email-notifications:GetDailyEmails/GetDataUsageWarnings/GetFlowAnomalies/GetSpikeAnomalies/ReadConfig/UpdateConfig
    user-legacy-logs-query-api-keys:Manage/ReadConfig user-legacy-other-api-keys:Manage/ReadConfig
    user-settings:ReadConfig/UpdateConfig`,
  ],
  ['ACTIONS', 'team-actions:Execute/ReadConfig/UpdateConfig user-actions:Execute/ReadConfig/UpdateConfig'],
  ['ADMINISTRATION', 'team-ai-settings:Manage/ReadConfig'],
  [
    'AI',
    `
    ai-app-catalog:Read ai-app-discovery:Manage/Read ai-app-evaluators:Manage/Read ai-overview:Read
    ai-spm:Read`,
  ],
  [
    'ALERTS',
    `
    alerts-map:Read alerts:ReadConfig/Snooze/UpdateConfig logs.alerts:ReadConfig/UpdateConfig
    metrics.alerts:ReadConfig/UpdateConfig slo-mgmt.alerts:ReadConfig/UpdateConfig
    spans.alerts:ReadConfig/UpdateConfig suppression-rules:ReadConfig/UpdateConfig
    team-alerts-settings:Manage/ReadConfig`,
  ],
  [
    'APM',
    `
    serverless:Read
    service-catalog:Read/ReadApdexConfig/ReadDimensionsConfig/ReadSLIConfig/Update/UpdateApdexConfig/UpdateDimensionsConfig/UpdateSLIConfig
    service-map:Read`,
  ],
  [
    'APPS',
    'legacy-archive-queries:Execute/Reindex team-saved-views:Read/Update user-saved-views:Read/Update',
  ],
  ['AUDITING', 'team-auditing:ReadConfig/UpdateConfig'],
  [
    'DASHBOARDS',
    `
    home-dashboard:ReadTeamWidgets/ReadUserWidgets/UpdateTeamWidgets/UpdateUserWidgets
    team-dashboards:Read/ReadAccessPolicy/Update/UpdateAccessPolicy`,
  ],
  [
    'DATAENGINE',
    `
    pipeline-analyzer:Read
    system-datasets:AppendData/Manage/OverwriteData/ReadAccessPolicy/ReadConfig/ReadData/UpdateAccessPolicy
    team-datasets:AppendData/OverwriteData/ReadAccessPolicy/ReadData/UpdateAccessPolicy`,
  ],
  [
    'DATAPLANS',
    `
    data-usage:Manage/Read logs.tco:ReadPolicies/UpdatePolicies
    metrics.tco:ReadPolicies/UpdatePolicies org-quota:Manage/Read
    spans.tco:ReadPolicies/UpdatePolicies team-pay-as-you-go:ReadConfig/UpdateConfig
    team-payments:ReadConfig/UpdateConfig`,
  ],
  ['DATA_MAP', 'data-map:ReadMaps/UpdateMaps'],
  [
    'ENRICHMENTS',
    `
    cloud-metadata-enrichment:ReadConfig/UpdateConfig cloud-metadata-ingress:SendData
    geo-enrichment:ReadConfig/UpdateConfig security-enrichment:ReadConfig/UpdateConfig
    team-custom-enrichment:ReadConfig/ReadData/UpdateConfig/UpdateData`,
  ],
  ['FLEET_MANAGEMENT', 'remote-configuration:Manage'],
  ['HOSTED_APPS', 'grafana:Read/Update opensearch-dashboards:Read/Update'],
  ['INCIDENTS', 'incidents:Acknowledge/Assign/Close/Read/Snooze'],
  ['INFRASTRUCTURE_MONITORING', 'k8s-infra-monitoring:Read/ReadConfig/UpdateConfig resource-catalog:Read'],
  [
    'INTEGRATIONS',
    `
    contextual-data:ReadConfig/SendData/UpdateConfig extensions:Deploy/ReadConfig/UpdateConfig
    integrations:Deploy/ReadConfig`,
  ],
  ['INVESTIGATIONS', 'investigations:Read/ReadAll/Update/UpdateAll'],
  ['LIVETAIL', 'livetail:Read'],
  [
    'LOGS',
    `
    logs.data-analytics#high:Read logs.data-api#high:ReadData logs.data-api#low:ReadData
    logs.data-ingress:SendData logs.data-setup#low:ReadConfig/UpdateConfig
    logs.reserved-fields:Manage/Read split-index:Manage`,
  ],
  [
    'METRICS',
    `
    metrics.data-analytics#high:Read metrics.data-api#high:ReadData metrics.data-ingress:SendData
    metrics.data-setup#low:ReadConfig/UpdateConfig`,
  ],
  [
    'NOTIFICATIONS',
    `
    notification-center-connectors:ReadConfig/ReadSummary/UpdateConfig
    notification-center-presets:ReadConfig/ReadSummary/UpdateConfig
    notification-center-routers:ReadConfig/ReadSummary/UpdateConfig
    outbound-webhooks:ReadConfig/ReadSummary/UpdateConfig`,
  ],
  ['PARSING_RULES', 'parsing-rules:ReadConfig/UpdateConfig'],
  ['PROFILES', 'profiles.cpu-profiles:Read profiles.data-ingress:SendData profiles.debug-symbols:Upload'],
  ['QUOTA_RULES', 'team-quota-rules:Manage/Read'],
  [
    'RECORDING_RULES',
    `
    logs.events2metrics:ReadConfig/UpdateConfig metrics.recording-rules:ReadConfig/UpdateConfig
    spans.events2metrics:ReadConfig/UpdateConfig`,
  ],
  [
    'RUM',
    `
    hide-errors:ReadConfig/UpdateConfig rum-ingress:SendData rum-settings:UpdateConfig
    rum-team-saved-filter:Read/Update rum-user-saved-filter:Read/Update rum:View
    session-recording:ReadConfig source-mapping:ReadMapping/UploadMapping`,
  ],
  ['SCHEMA', 'global-mapping:ReadConfig/UpdateConfig team-schema-manager:Manage/ReadConfig'],
  ['SLO_MGMT', 'slo:ReadConfig/UpdateConfig'],
  [
    'SNOWBIT',
    `
    cloud-security:Deploy/ReadConfig snowbit.alerts:CreateSecurityAlert/Read snowbit.cspm:Read
    snowbit.overview:Read snowbit.resource-explorer:Read snowbit.setup:Manage`,
  ],
  ['SPANS', 'spans.data-api#high:ReadData spans.data-api#low:ReadData spans.data-ingress:SendData'],
  [
    'VERSION_BENCHMARKS',
    `
    version-benchmark-tags:Read/Update
    version-benchmarks-reports:Read/ReadTeamWidgets/ReadUserWidgets/UpdateTeamWidgets/UpdateUserWidgets`,
  ],
]

/**
 * The vendor's permissions by group. The API has no call that lists them; what existing keys carry is added when the
 * account is known, and free text is always allowed.
 */
export const permissionGroups: readonly { readonly name: string; readonly permissions: readonly string[] }[] =
  catalogue.map(([name, permissions]) => ({ name, permissions: permissionList(permissions) }))
