// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go cannot be a table; the roles say what they are
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at the current row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: Enter on the grid does what a press on a row does
import { CalendarX2, KeyRound, Lock, ShieldCheck, UserRound } from 'lucide-react'
import { memo } from 'react'
import type { Key } from '../../../shared/model.ts'
import { refOf } from '../../actions.ts'
import { Badge } from '../../components/Badge.tsx'
import { TickBox } from '../../components/Checkbox.tsx'
import { classNames } from '../../components/class-names.ts'
import { StateBadge } from '../../components/StateBadge.tsx'
import { openKey } from '../../store.ts'
import {
  ageCell,
  agoCell,
  count,
  dateWord,
  dueCell,
  dueTone,
  expiryMark,
  ownerWord,
  providerWords,
} from '../../words.ts'
import { SnoozedAt } from '../reminders/SnoozedNote.tsx'
import styles from './KeyGrid.module.css'
import type { Whose } from './KeyGrid.tsx'

const changes = { new: 'New', changed: 'Changed', gone: null } as const

interface KeyRowProps {
  readonly id: string
  readonly item: Key
  readonly index: number
  readonly top: number
  readonly height: number
  readonly selected: boolean
  /** Marked to be changed together with others. */
  readonly marked: boolean
  readonly now: number
  readonly whose: Whose | null
  /** What the account's team is called. */
  readonly team: string | null
  /** Says when it was last activated. */
  readonly activation: boolean
  /** Marks it, or everything up to it. The same function at every drawing. */
  readonly onMark: (index: number, range: boolean) => void
}

/** What stands beside the name: the state where it is not the usual one, and what limits the key. */
function Marks({ item, now }: { readonly item: Key; readonly now: number }) {
  const change = item.change ? changes[item.change] : null
  const expiry = expiryMark(item.expiresAt, now)
  return (
    <>
      {item.state !== 'active' && <StateBadge state={item.state} plain />}
      {expiry && (
        <span title={expiry.word}>
          <Badge plain tone={expiry.tone} icon={<CalendarX2 />}>
            {expiry.short}
            <span className="unseen">{expiry.word.slice(expiry.short.length)}</span>
          </Badge>
        </span>
      )}
      {item.locked && (
        <Badge plain icon={<Lock />}>
          Locked
        </Badge>
      )}
      {(item.stateBasis === 'user' || change) && (
        <span className={styles.lesser}>
          {item.stateBasis === 'user' && (
            <Badge plain icon={<UserRound />}>
              By your word
            </Badge>
          )}
          {change && <Badge tone={item.change === 'new' ? 'info' : 'neutral'}>{change}</Badge>}
        </span>
      )}
    </>
  )
}

/** Whose it is, in a word, and the whole of it for whoever points at it. */
function whoseWords(
  item: Key,
  whose: Whose,
  team: string | null,
): { readonly word: string; readonly more: string } {
  if (whose !== 'owner') {
    const vendor = providerWords[item.provider]
    // A name that tells the vendor does not need it twice.
    const more = item.account.includes(vendor) ? item.account : `${item.account} · ${vendor}`
    return { word: whose === 'vendor' ? more : item.account, more }
  }
  const word = item.owner ? ownerWord(item.owner, team) : '–'
  return { word, more: word }
}

export const KeyRow = memo(function KeyRow(props: KeyRowProps) {
  const { id, item, index, top, height, selected, marked, now, whose, team, activation, onMark } = props
  const tone = dueTone(item.dueAt, now)
  const owned = whose ? whoseWords(item, whose, team) : null
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={classNames(styles.row, marked && styles.marked, item.state !== 'active' && styles.faded)}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={(event) => {
        if (event.shiftKey || event.ctrlKey || event.metaKey) onMark(index, event.shiftKey)
        else openKey(refOf(item))
      }}
    >
      <div
        role="gridcell"
        className={styles.mark}
        onClick={(event) => {
          event.stopPropagation()
          onMark(index, event.shiftKey)
        }}
      >
        <TickBox inRow label={`Mark ${item.name}`} checked={marked} onChange={() => undefined} />
      </div>
      <div role="gridcell" className={styles.name}>
        <span className={styles.held} title={item.hasValue ? 'Value held' : 'Value not held'}>
          {item.hasValue ? <ShieldCheck /> : <KeyRound />}
          <span className="unseen">{item.hasValue ? 'Value held.' : 'Value not held.'}</span>
        </span>
        <bdi className={styles.text} title={item.name}>
          {item.name}
        </bdi>
        <Marks item={item} now={now} />
      </div>
      {owned && (
        <div role="gridcell" className={styles.whose} title={owned.more}>
          <bdi>{owned.word}</bdi>
        </div>
      )}
      <div role="gridcell" className={classNames(styles.uses, item.usedIn.length === 0 && styles.unused)}>
        {item.usedIn.length > 0 ? count(item.usedIn.length, 'file') : '–'}
      </div>
      {activation && (
        <div
          role="gridcell"
          className={styles.activated}
          title={item.lastActivatedAt ? dateWord(item.lastActivatedAt) : 'The vendor does not say.'}
        >
          <span className={styles.what}>Activated </span>
          {agoCell(item.lastActivatedAt, now)}
        </div>
      )}
      <div role="gridcell" className={styles.age}>
        {/* Where no heading stands above it, the row says itself what the figure is. */}
        <span className={styles.what}>Age </span>
        {ageCell(item.age)}
      </div>
      <div role="gridcell" className={classNames(styles.due, styles[tone])}>
        {item.dueAt && <span className={styles.what}>Due </span>}
        {dueCell(item.dueAt, now)}
        {item.dueAt && <SnoozedAt keyRef={refOf(item)} now={now} brief />}
      </div>
    </div>
  )
})
