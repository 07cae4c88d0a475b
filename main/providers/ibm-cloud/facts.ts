import type { KeyAction } from '../../../shared/providers.ts'
import type { ProviderFacts, ProviderKey } from '../provider.ts'
import { checkCreate, createOptions, keyTypes, maxKeys } from './create-rules.ts'
import { domains } from './domains.ts'
import { endpointsOf } from './place.ts'
import { consolePages, regions } from './regions.ts'

const tokensOutlive =
  'A token that a key was exchanged for stays valid up to an hour after the key is disabled or deleted.'

/** What IBM Cloud is, without its API. */
export const ibmCloudFacts: ProviderFacts = {
  id: 'ibm-cloud',
  info: {
    id: 'ibm-cloud',
    name: 'IBM Cloud',
    mode: 'remote',
    regions,
    types: keyTypes,
    credential: {
      label: 'IBM Cloud API key',
      hint: 'Of a user or a service ID. Account and identity are read from it; to see all keys it takes Administrator on the IAM Identity service.',
    },
    transports: [],
    instance: {
      label: 'Instance GUID',
      hint: 'Of the IBM Cloud Logs instance that agents send to; its CRN will do. Without one keys are managed, but nothing is sent.',
    },
    addressLabels: { api: 'IAM address', ingress: 'Ingress address' },
    policyPreset: { maxAgeDays: 90, leadDays: 14, reason: 'IBM advises to replace API keys every 90 days.' },
    lingers: tokensOutlive,
    note: tokensOutlive,
  },
  domains,
  endpointsOf,
  // The vendor's values have no prefix and no fixed form, and a key may even be made with a value of one's own.
  describeValue: () => null,
  consolePages,
  notes: [
    {
      title: 'Tokens outlive their key',
      text: 'Agents exchange an API key for a token. A token that was issued stays valid until it expires, up to an hour, also when its key is disabled or deleted meanwhile.',
    },
    {
      title: 'Keys per identity',
      text: `A user or service ID has at most ${maxKeys} API keys unless IBM has raised it; a rotation needs room for one more. Names need not be unique.`,
    },
    {
      title: 'What a key may do',
      text: 'A key carries no permissions: a user key may do everything its user may, in every account, and a key of a service ID what the policies of that service ID allow. Policies are changed in the console, under Manage, then Access (IAM); Keyturn gives a new service ID the role Sender and takes it away again; to others keyturn key let-send gives it.',
    },
    {
      title: 'Leaked keys',
      text: 'IBM disables a key by default when it is found in public code. What is done instead is chosen in the console, key by key.',
    },
    {
      title: 'Expired keys',
      text: 'A key is erased for good when both its expiry and its last change are more than 90 days ago, even if it is locked.',
    },
  ],
  createOptions,
  checkCreate,
  cannot,
  // Any key may: its identity decides, and its policies are not part of the key.
  mayBeCredential: () => true,
  legacyEvidence: () => null,
  adviceOnUse: ({ type }) =>
    type === 'user'
      ? 'This is a user API key: it can do everything its user can, in every account that the user is a member of. IBM does not recommend it for agents; use a key of a service ID that has only the role Sender.'
      : null,
  has: { policies: null, history: true, bulk: false, serviceIds: true },
}

const whileLocked: readonly KeyAction[] = ['rename', 'describe', 'enable', 'disable', 'delete']

function cannot({ locked }: Pick<ProviderKey, 'locked'>): Readonly<Partial<Record<KeyAction, string>>> {
  const lock = locked
    ? {
        ...Object.fromEntries(
          whileLocked.map((action) => [action, 'The key is locked at IBM Cloud. Unlock it first.']),
        ),
        lock: 'The key is locked already.',
      }
    : { unlock: 'The key is not locked.' }
  return {
    ...lock,
    permissions:
      'An IBM Cloud key has no permissions of its own: the policies of its service ID or user decide. They are changed in the console, under Manage, then Access (IAM).',
    policy: 'IBM Cloud has no access policies on keys: who may manage them follows from roles in IAM.',
  }
}
