import { Fragment, type ReactNode } from 'react'
import type { EffectivePolicy, KeyDetail, LegacyKind } from '../../../shared/model.ts'
import { Mono } from '../../components/Mono.tsx'
import { useNow } from '../../hooks.ts'
import { ageSentence, count, dateWord, dueSentence, typeWords } from '../../words.ts'
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
  type: 'the policy of its type',
  key: 'its own policy',
}

const policySentence = ({ maxAgeDays, leadDays, from }: EffectivePolicy): string =>
  maxAgeDays === null
    ? `No maximum age, by ${policyFrom[from]}.`
    : `Replace after ${count(maxAgeDays, 'day')}, reminded ${count(leadDays, 'day')} before, by ${policyFrom[from]}.`

/** What is known, and on whose word. */
export function FactsSection({ detail }: { readonly detail: KeyDetail }) {
  const { key, legacyKind, hashed, enteredCreatedAt, lastActivatedAt, policy } = detail
  const now = useNow()
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Type', `${typeWords[key.type]}${legacyKind ? `, legacy (${legacyWords[legacyKind]})` : ''}`],
    ['Owner', key.owner ? (key.owner.name ?? `${key.owner.kind} ${key.owner.id}`) : 'not said by the vendor'],
    [
      'Value',
      hashed
        ? 'Hashed: shown once, when created. Nobody can read it again.'
        : 'Readable: who may manage keys at the vendor can read it again.',
    ],
    ['Age', ageSentence(key, enteredCreatedAt)],
    ['Due', key.state === 'active' ? dueSentence(key.dueAt, now) : 'Not due: only active keys are.'],
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
