import type { CreateOptions, DoctorCheck, Region } from '../../shared/model.ts'
import type { ProviderInfo } from '../../shared/providers.ts'

/** Answers of the fake that never change. */

export const regions: readonly Region[] = [
  {
    code: 'eu1',
    label: 'EU1',
    place: 'Ireland',
    apiUrl: 'https://api.eu1.coralogix.com',
    ingressUrl: 'https://ingress.eu1.coralogix.com',
  },
  {
    code: 'eu2',
    label: 'EU2',
    place: 'Stockholm',
    apiUrl: 'https://api.eu2.coralogix.com',
    ingressUrl: 'https://ingress.eu2.coralogix.com',
  },
  {
    code: 'us1',
    label: 'US1',
    place: 'Ohio',
    apiUrl: 'https://api.us1.coralogix.com',
    ingressUrl: 'https://ingress.us1.coralogix.com',
  },
]

const ibmRegions: readonly Region[] = [
  {
    code: 'eu-de',
    label: 'eu-de',
    place: 'Frankfurt',
    apiUrl: 'https://iam.cloud.ibm.com',
    ingressUrl: '',
  },
  {
    code: 'us-south',
    label: 'us-south',
    place: 'Dallas',
    apiUrl: 'https://iam.cloud.ibm.com',
    ingressUrl: '',
  },
]

// Written out: the vendors' own facts bring what only runs in main into the window's preview.
export const providers: readonly ProviderInfo[] = [
  {
    id: 'coralogix',
    name: 'Coralogix',
    mode: 'remote',
    regions,
    types: ['send-your-data', 'team', 'personal', 'organisation'],
    credential: { label: 'Admin key', hint: 'A Team or Personal key with the preset APIKeys.' },
    transports: ['auto', 'rest', 'grpc'],
    instance: null,
    addressLabels: { api: 'API address', ingress: 'Ingress address' },
    policyPreset: null,
    note: null,
  },
  {
    id: 'ibm-cloud',
    name: 'IBM Cloud',
    mode: 'remote',
    regions: ibmRegions,
    types: ['service-id', 'user'],
    credential: { label: 'IBM Cloud API key', hint: 'Everything else is read from it.' },
    transports: [],
    instance: { label: 'Instance GUID', hint: 'Of the IBM Cloud Logs instance that agents send to.' },
    addressLabels: { api: 'IAM address', ingress: 'Ingress address' },
    policyPreset: { maxAgeDays: 90, leadDays: 14, reason: 'IBM advises to replace API keys every 90 days.' },
    note: null,
  },
  {
    id: 'aggregations-io',
    name: 'Aggregations.io',
    mode: 'record',
    regions: [],
    types: ['org-wide', 'personal'],
    credential: null,
    transports: [],
    instance: { label: 'Ingest ID', hint: 'The POST ID from the Organization page.', inVerification: true },
    addressLabels: { api: 'App address', ingress: 'Ingest address' },
    policyPreset: null,
    note: 'Aggregations.io has no API for keys: what stands here is what you enter.',
  },
]

export const createOptions: CreateOptions = {
  types: ['send-your-data', 'team', 'personal'],
  presets: [
    {
      name: 'SendData',
      permissions: ['logs.data-ingress:SendData', 'metrics.data-ingress:SendData'],
      standalone: false,
      suits: ['send-your-data'],
    },
    { name: 'RUM', permissions: ['rum-ingress:SendData'], standalone: true, suits: ['send-your-data'] },
    {
      name: 'Alerts',
      permissions: ['alerts:ReadConfig', 'alerts:UpdateConfig'],
      standalone: false,
      suits: ['team', 'personal'],
    },
    {
      name: 'DataQuerying',
      permissions: ['logs.data-api#high:ReadData'],
      standalone: false,
      suits: ['team', 'personal'],
    },
  ],
  permissions: [
    'alerts:ReadConfig',
    'alerts:UpdateConfig',
    'logs.data-ingress:SendData',
    'metrics.data-ingress:SendData',
    'slo:ReadConfig',
    'spans.data-ingress:SendData',
    'team-auditing:ReadConfig',
  ],
  permissionGroups: [
    { name: 'Alerts', permissions: ['alerts:ReadConfig', 'alerts:UpdateConfig'] },
    {
      name: 'Data ingestion',
      permissions: [
        'logs.data-ingress:SendData',
        'metrics.data-ingress:SendData',
        'spans.data-ingress:SendData',
      ],
    },
  ],
  members: [{ id: 'member-1', name: 'dev-1@acme.example', types: ['personal'] }],
  readable: true,
  description: false,
  expiry: false,
}

export const doctorChecks: readonly DoctorCheck[] = [
  {
    id: 'keychain',
    title: 'Keychain',
    status: 'ok',
    message: 'A test item was set, read back and deleted in 21 ms.',
    hint: '',
  },
  { id: 'database', title: 'Database', status: 'ok', message: 'Writable; 412 MB free.', hint: '' },
  {
    id: 'clipboard',
    title: 'Clipboard',
    status: 'warning',
    message: 'Clearing cannot be confirmed while another window has focus.',
    hint: 'Copy something else after use, or put the key into a file with Use in.',
  },
  {
    id: 'notifications',
    title: 'Notifications',
    status: 'failed',
    message: 'No notification service answered on this desktop.',
    hint: 'Reminders stay in the Inbox. Install a notification service to see them on the desktop.',
  },
  { id: 'clock', title: 'Clock', status: 'ok', message: 'Within 1 s of the vendor’s.', hint: '' },
  { id: 'proxy', title: 'Proxy', status: 'unknown', message: 'None is set.', hint: '' },
]
