import { Fragment, type ReactNode } from 'react'
import type { Account, EffectivePolicy, Key, KeyDetail, LegacyKind } from '../../../shared/model.ts'
import { refOf } from '../../actions.ts'
import { Mono } from '../../components/Mono.tsx'
import { useNow } from '../../hooks.ts'
import { useStore } from '../../store.ts'
import { ageSentence, count, dateWord, dueSentence, typeWords } from '../../words.ts'
import { SnoozedNote } from '../reminders/SnoozedNote.tsx'
import { SnoozeMenu } from '../reminders/SnoozeMenu.tsx'
import styles from './FactsSection.module.css'
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

const ownerKinds = {
  team: 'Team',
  user: 'Member',
  organisation: 'Organisation',
  'service-id': 'Service ID',
} as const

/** Who owns it: by name where the vendor or the account says it. */
function ownerWords({ owner }: Key, account: Account | null): string {
  if (!owner) return 'The vendor does not say.'
  const team = owner.kind === 'team' && owner.id === account?.teamId ? account.teamName : null
  const name = owner.name ?? team
  return name ? `${ownerKinds[owner.kind]} ${name}` : `${ownerKinds[owner.kind]} ${owner.id}`
}

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

/** What is known, and on whose word. */
export function FactsSection({ detail }: { readonly detail: KeyDetail }) {
  const { key, legacyKind, hashed, enteredCreatedAt, lastActivatedAt, policy } = detail
  const account = useStore((state) => state.snapshot?.accounts.find(({ id }) => id === key.accountId) ?? null)
  const now = useNow()
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Type', `${typeWords[key.type]}${legacyKind ? `, legacy (${legacyWords[legacyKind]})` : ''}`],
    ['Owner', ownerWords(key, account)],
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
