import { Fragment, type ReactNode } from 'react'
import type { EffectivePolicy, Key, KeyDetail, LegacyKind } from '../../../shared/model.ts'
import { refOf } from '../../actions.ts'
import { Button } from '../../components/Button.tsx'
import { Mono } from '../../components/Mono.tsx'
import { useNow } from '../../hooks.ts'
import { openDialog, useStore } from '../../store.ts'
import {
  ageSentence,
  count,
  dateWord,
  dueSentence,
  ownerKinds,
  ownerWord,
  providerWords,
  typeWords,
} from '../../words.ts'
import { SnoozedNote } from '../reminders/SnoozedNote.tsx'
import { SnoozeMenu } from '../reminders/SnoozeMenu.tsx'
import styles from './FactsSection.module.css'
import { expirySentence } from './facts.ts'
import { Section } from './Section.tsx'

const legacyWords: Record<LegacyKind, string> = {
  'send-your-data': 'Send-Your-Data',
  scim: 'SCIM',
  rum: 'RUM',
  webhook: 'webhook',
  'logs-query': 'logs query',
  'alerts-rules-tags': 'alerts, rules and tags',
  cli: 'command line',
}

const policyFrom: Record<EffectivePolicy['from'], string> = {
  default: 'the default policy',
  account: 'the policy of its account',
  type: 'the policy of its type',
  preset: 'the policy of its preset',
  key: 'its own policy',
}

const policySentence = ({ maxAgeDays, leadDays, from }: EffectivePolicy): string =>
  maxAgeDays === null
    ? `No maximum age, by ${policyFrom[from]}.`
    : `Replace after ${count(maxAgeDays, 'day')}, reminded ${count(leadDays, 'day')} before, by ${policyFrom[from]}.`

/** When it is due, until when it is snoozed, and for how long it can be. */
function DueFact({ keyed, now }: { readonly keyed: Key; readonly now: number }) {
  const sentence = dueSentence(keyed.dueAt, now)
  if (!keyed.dueAt) return sentence
  return (
    <span className={styles.due}>
      <span>
        {keyed.age.basis === 'firstSeen' ? sentence.replace(/\.$/, ' at the latest.') : sentence}{' '}
        <SnoozedNote keyRef={refOf(keyed)} />
      </span>
      <SnoozeMenu keyRef={refOf(keyed)} name={keyed.name} />
    </span>
  )
}

/** What the key is for, and the way to say it where the vendor keeps that. */
function Description({ detail: { key, cannot } }: { readonly detail: KeyDetail }) {
  return (
    <span className={styles.due}>
      <span className={key.description ? styles.text : styles.none}>{key.description || 'None.'}</span>
      {cannot.describe === undefined && key.state !== 'gone' && (
        <Button
          size="small"
          variant="quiet"
          aria-label={key.description ? 'Edit the description' : 'Add a description'}
          onClick={() => openDialog({ name: 'describe', ref: refOf(key) })}
        >
          {key.description ? 'Edit' : 'Add'}
        </Button>
      )}
    </span>
  )
}

/** Whether it has an access policy, as far as the vendor's list says, and the way to it. */
function Access({ detail: { key, hasPolicy } }: { readonly detail: KeyDetail }) {
  return (
    <span className={styles.due}>
      <span>
        {hasPolicy === null
          ? 'The vendor’s list does not say whether it has a policy.'
          : hasPolicy
            ? 'It has an access policy.'
            : 'No access policy: roles alone decide.'}
      </span>
      {key.state !== 'gone' && (
        <Button
          size="small"
          variant="quiet"
          aria-label="Open the access policy"
          onClick={() => openDialog({ name: 'access-policy', ref: refOf(key) })}
        >
          Open
        </Button>
      )}
    </span>
  )
}

/** What is known, and on whose word. */
export function FactsSection({ detail }: { readonly detail: KeyDetail }) {
  const { key, legacyKind, hashed, enteredCreatedAt, lastActivatedAt, policy } = detail
  const account = useStore((state) => state.snapshot?.accounts.find(({ id }) => id === key.accountId) ?? null)
  const now = useNow()
  const team = key.owner?.id === account?.teamId ? (account?.teamName ?? null) : null
  const owner = key.owner
    ? key.owner.kind === 'user'
      ? `${ownerKinds.user} ${key.owner.name ?? key.owner.id}`
      : ownerWord(key.owner, team)
    : 'The vendor does not say.'
  const facts: readonly (readonly [string, ReactNode])[] = [
    ...(key.description || detail.cannot.describe === undefined
      ? ([['About', <Description key="about" detail={detail} />]] as const)
      : []),
    ...(key.stateBasis === 'user'
      ? ([
          [
            'State',
            `By your word: ${providerWords[key.provider]} cannot be asked. It stays as you said until you say otherwise.`,
          ],
        ] as const)
      : []),
    ['Type', `${typeWords[key.type]}${legacyKind ? `, legacy (${legacyWords[legacyKind]})` : ''}`],
    ['Owner', owner],
    [
      'Value',
      hashed
        ? 'Hashed: shown once, when created. Nobody can read it again.'
        : 'Readable: who may manage keys at the vendor can read it again.',
    ],
    ['Age', ageSentence(key, enteredCreatedAt)],
    [
      'Due',
      key.state === 'active' ? <DueFact key="due" keyed={key} now={now} /> : 'Not due: only active keys are.',
    ],
    ['Policy', policySentence(policy)],
    ...(key.expiresAt ? ([['Expires', expirySentence(key.expiresAt, now)]] as const) : []),
    ...(key.locked
      ? ([['Locked', 'It can be neither changed nor deleted until it is unlocked.']] as const)
      : []),
    ...(detail.cannot.policy === undefined
      ? ([['Access', <Access key="access" detail={detail} />]] as const)
      : []),
    ...(lastActivatedAt ? ([['Last activated', dateWord(lastActivatedAt)]] as const) : []),
    ...(key.rum
      ? ([
          ['RUM', 'It can be read in every page that carries it. It stands alone, with no other right.'],
        ] as const)
      : []),
    [
      'Id',
      <Mono key="id" wrap>
        {key.id}
      </Mono>,
    ],
  ]
  return (
    <Section title="Facts">
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </Section>
  )
}
