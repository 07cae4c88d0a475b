import type { KeyOwner, KeyType, LegacyKind } from '../../../shared/model.ts'
import type { ProviderKey } from '../provider.ts'
import { permissionList } from './permissions.ts'

/** What of a key its type follows from. */
interface Traits {
  readonly owner: KeyOwner | null
  readonly presets: readonly { readonly name: string; readonly permissions: readonly string[] }[]
  readonly permissions: readonly string[]
}

/**
 * Derives a key's type: the vendor has no field for it. Takes whether the vendor's Send-Your-Data list shows the key;
 * that counts only for a team's key, since the same list may show personal ones of the caller.
 */
export function typeOf(key: Traits, inSendDataList: boolean): KeyType {
  if (key.owner?.kind === 'user') return 'personal'
  if (key.owner?.kind === 'organisation') return 'organisation'
  return inSendDataList || onlySends(key) ? 'send-your-data' : 'team'
}

function onlySends(key: Traits): boolean {
  const effective = [...key.presets.flatMap((preset) => preset.permissions), ...key.permissions]
  const known = key.presets.every(
    (preset) => preset.permissions.length > 0 || same(preset.name, 'SendData') || isRumPreset(preset.name),
  )
  if (!known || (effective.length === 0 && key.presets.length === 0)) return false
  return effective.every((permission) => permission.toLowerCase().endsWith(':senddata'))
}

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()

/** Whether a preset is the one for browsers and apps, which stands alone. Its name in the API is not documented. */
export function isRumPreset(name: string): boolean {
  return same(name, 'RUM')
}

/** Whether anybody can read the key in a web page that carries it: all that it may do is send RUM data. */
export function isRum(key: Traits): boolean {
  const effective = [...key.presets.flatMap((preset) => preset.permissions), ...key.permissions]
  return (
    key.presets.some((preset) => isRumPreset(preset.name)) ||
    (effective.length > 0 && effective.every((permission) => same(permission, 'rum-ingress:SendData')))
  )
}

// What the vendor turned the roles of older keys into (its Terraform provider's migration guide). `null`: a role
// that has no name among the kinds, but may be merged into one that has.
const bundles: readonly (readonly [LegacyKind | null, readonly string[]])[] = [
  [
    'alerts-rules-tags',
    permissionList(`
      alerts:ReadConfig/UpdateConfig logs.alerts:ReadConfig/UpdateConfig metrics.alerts:ReadConfig/UpdateConfig
      spans.alerts:ReadConfig/UpdateConfig cloud-metadata-enrichment:ReadConfig/UpdateConfig data-usage:Read
      geo-enrichment:ReadConfig/UpdateConfig security-enrichment:ReadConfig/UpdateConfig grafana:Read/Update
      team-custom-enrichment:ReadConfig/ReadData/UpdateConfig/UpdateData
      logs.data-setup#low:ReadConfig/UpdateConfig logs.events2metrics:ReadConfig/UpdateConfig
      logs.tco:ReadPolicies/UpdatePolicies metrics.data-analytics#high:Read metrics.data-analytics#low:Read
      metrics.data-setup#high:ReadConfig/UpdateConfig metrics.data-setup#low:ReadConfig/UpdateConfig
      metrics.recording-rules:ReadConfig/UpdateConfig metrics.tco:ReadPolicies/UpdatePolicies
      outbound-webhooks:ReadConfig/UpdateConfig parsing-rules:ReadConfig/UpdateConfig serverless:Read
      service-catalog:Read/ReadApdexConfig/ReadDimensionsConfig/ReadSLIConfig
      service-catalog:Update/UpdateApdexConfig/UpdateDimensionsConfig/UpdateSLIConfig service-map:Read
      source-mapping:UploadMapping spans.data-api#high:ReadData spans.data-api#low:ReadData
      spans.data-setup#low:ReadConfig/UpdateConfig spans.events2metrics:ReadConfig/UpdateConfig
      spans.tco:ReadPolicies/UpdatePolicies team-actions:ReadConfig/UpdateConfig
      team-api-keys-security-settings:Manage/ReadConfig team-api-keys:Manage/ReadConfig
      team-dashboards:Read/Update user-actions:ReadConfig/UpdateConfig user-dashboards:Read/Update
      version-benchmark-tags:Read/Update livetail:Read team-quota:Manage/Read`),
  ],
  [
    'cli',
    permissionList(`
      data-usage:Read org-quota:Manage/Read org-teams:Manage/ReadConfig team-members:Manage/ReadConfig
      team-scim:Manage/ReadConfig team-sso:Manage/ReadConfig team-quota:Manage/Read`),
  ],
  [
    'logs-query',
    permissionList(`
      logs.data-api#high:ReadData logs.data-api#low:ReadData metrics.data-api#high:ReadData
      metrics.data-api#low:ReadData opensearch-dashboards:Read/Update snowbit.cspm:Read snowbit.sspm:Read
      spans.data-api#high:ReadData spans.data-api#low:ReadData livetail:Read`),
  ],
  [
    'scim',
    permissionList('team-groups:Manage/ReadConfig team-members:Manage/ReadConfig team-roles:ReadConfig'),
  ],
  [
    'send-your-data',
    permissionList(`
      cloud-metadata-ingress:SendData logs.data-ingress:SendData metrics.data-ingress:SendData
      spans.data-ingress:SendData`),
  ],
  [null, permissionList('team-roles:Manage/ReadConfig')],
  ['webhook', permissionList('contextual-data:SendData')],
  ['rum', permissionList('rum-ingress:SendData')],
]

const lowerBundles = bundles.map(
  ([kind, bundle]) => [kind, bundle.map((permission) => permission.toLowerCase())] as const,
)

/**
 * The kind of legacy key that this looks like, or null. Such a key has no preset, and its permissions are exactly
 * those of one old role or of several merged ones; the largest names it. Not proof: a new key may be given the same.
 */
export function legacyKindOf(key: Traits): LegacyKind | null {
  return legacyRolesOf(key).find((kind) => kind !== null) ?? null
}

/**
 * The old roles whose permissions together are exactly the key's, the largest first; null for the one without a kind
 * of its own. Empty where it has a preset or any other permission.
 */
export function legacyRolesOf(key: Traits): readonly (LegacyKind | null)[] {
  if (key.presets.length > 0 || key.permissions.length === 0) return []
  const held = new Set(key.permissions.map((permission) => permission.toLowerCase()))
  const contained = lowerBundles.filter(([, bundle]) => bundle.every((one) => held.has(one)))
  const explained = new Set(contained.flatMap(([, bundle]) => bundle))
  return explained.size === held.size ? contained.map(([kind]) => kind) : []
}

// The vendor makes one Send-Your-Data key with every team and never lets it be deleted, but its answers do not say
// which. These names are the best evidence there is; a default key that was renamed is only found when the vendor
// refuses its deletion, with the vendor's own words.
const defaultNames = new Set([
  'default',
  'default key',
  'default send your data key',
  'default send your data api key',
])

/** Whether a key is, by its name, the team's default Send-Your-Data key. */
export function looksDefault(name: string, type: KeyType): boolean {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim()
  return type === 'send-your-data' && defaultNames.has(plain)
}

/**
 * Whether the vendor would take it as an admin key: a Send-Your-Data key it never does, and any other only with a right
 * to keys. A preset of which nobody said what it stands for may be such a right.
 */
export function mayBeCredential(key: Pick<ProviderKey, 'type' | 'presets' | 'permissions'>): boolean {
  if (key.type === 'send-your-data') return false
  if (key.permissions.some(aboutKeys)) return true
  return key.presets.some(
    (preset) =>
      preset.name === 'APIKeys' || preset.permissions.length === 0 || preset.permissions.some(aboutKeys),
  )
}

const aboutKeys = (permission: string): boolean => /api-keys/i.test(permission)
