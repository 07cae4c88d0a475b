import { KeyRound, SearchX } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useAgentNames } from '../../agents.ts'
import { Button } from '../../components/Button.tsx'
import { Checkbox } from '../../components/Checkbox.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { useNow } from '../../hooks.ts'
import { openDialog, search, setShowDisabled, show, useStore } from '../../store.ts'
import { vendorOf } from '../../vendors.ts'
import { count, keysOfType, providerWords } from '../../words.ts'
import { BulkBar } from '../bulk/BulkBar.tsx'
import { AccountNotices } from './AccountNotices.tsx'
import { KeyGrid } from './KeyGrid.tsx'
import styles from './KeysView.module.css'
import {
  countKeys,
  filterKeys,
  indexKeys,
  inScope,
  ownersIn,
  type Scope,
  type Sort,
  sortKeys,
} from './key-list.ts'
import { OwnerFilter } from './OwnerFilter.tsx'

const nowhere: Scope = {}

/** The list of keys: of all accounts, of one, of one type. */
export function KeysView() {
  const snapshot = useStore((state) => state.snapshot)
  const view = useStore((state) => state.view)
  const query = useStore((state) => state.query)
  const showDisabled = useStore((state) => state.showDisabled)
  const [sort, setSort] = useState<Sort>({ column: 'name', descending: false })
  const now = useNow()
  const agents = useAgentNames()

  const keys = snapshot?.keys ?? []
  const place: Scope = view.kind === 'keys' ? view : nowhere
  // The choice of an owner holds for one place.
  const [chosen, setChosen] = useState<{ readonly view: unknown; readonly owner: string } | null>(null)
  const owner = chosen?.view === view ? chosen.owner : undefined
  const scope = useMemo<Scope>(() => (owner ? { ...place, owner } : place), [place, owner])
  // Sorting 10,000 keys costs more than a frame: done when keys or order change, never on a keystroke.
  const sorted = useMemo(() => sortKeys(indexKeys(keys, agents), sort), [keys, agents, sort])
  const shown = useMemo(
    () => filterKeys(sorted, scope, query, showDisabled),
    [sorted, scope, query, showDisabled],
  )
  const counts = useMemo(() => countKeys(keys, scope), [keys, scope])

  const accounts = (snapshot?.accounts ?? []).filter(
    (item) =>
      (scope.accountId === undefined || item.id === scope.accountId) &&
      (scope.provider === undefined || item.provider === scope.provider),
  )
  const owners = useMemo(
    () => ownersIn(keys, place, snapshot?.accounts ?? []),
    [keys, place, snapshot?.accounts],
  )
  const vendors = new Set(accounts.map((item) => item.provider)).size
  const whose =
    accounts.length > 1 ? (vendors > 1 ? 'vendor' : 'account') : owners.length > 1 ? 'owner' : null
  const title = scope.legacy
    ? 'Legacy'
    : scope.type
      ? keysOfType[scope.type]
      : scope.accountId
        ? (accounts[0]?.name ?? 'Keys')
        : scope.provider
          ? providerWords[scope.provider]
          : 'All keys'
  const hiddenMatches =
    shown.length === 0 && query !== '' && !showDisabled ? filterKeys(sorted, scope, query, true).length : 0
  const elsewhere = shown.length === 0 && query !== '' ? filterKeys(sorted, {}, query, true).length : 0

  return (
    <section className={styles.list} aria-label={title}>
      <div className={styles.head}>
        <h1 className={styles.title}>
          {title} <span className={styles.total}>{counts.all.toLocaleString('en')}</span>
        </h1>
        <p className={styles.counts} role="status">
          {query
            ? `${count(shown.length, 'match', 'matches')}`
            : `${counts.active.toLocaleString('en')} active`}
        </p>
        <OwnerFilter
          owners={owners}
          chosen={owner ?? null}
          onChoose={(id) => setChosen(id ? { view, owner: id } : null)}
        />
        <Checkbox
          label={`Show disabled${counts.disabled ? ` (${counts.disabled.toLocaleString('en')})` : ''}`}
          checked={showDisabled}
          onChange={setShowDisabled}
        />
      </div>
      <AccountNotices accounts={accounts} />
      {shown.length > 0 ? (
        <KeyGrid
          keys={shown}
          sort={sort}
          onSort={setSort}
          now={now}
          label={title}
          whose={whose}
          team={accounts.length === 1 ? (accounts[0]?.teamName ?? null) : null}
        />
      ) : query ? (
        <EmptyState
          icon={<SearchX />}
          title={`No key matches “${query}”`}
          actions={
            <>
              <Button onClick={() => search('')}>Clear the search</Button>
              {hiddenMatches > 0 ? (
                <Button onClick={() => setShowDisabled(true)}>
                  Show {count(hiddenMatches, 'disabled match', 'disabled matches')}
                </Button>
              ) : (
                elsewhere > 0 && (
                  <Button
                    onClick={() => {
                      show({ kind: 'keys' })
                      setShowDisabled(true)
                    }}
                  >
                    Look in all keys ({elsewhere})
                  </Button>
                )
              )}
            </>
          }
        >
          Search looks at names, ids, accounts, types, owners, presets, files and agents.
        </EmptyState>
      ) : keys.some((key) => inScope(key, scope)) ? (
        <EmptyState
          icon={<KeyRound />}
          title="No active key here"
          actions={<Button onClick={() => setShowDisabled(true)}>Show disabled</Button>}
        >
          {count(counts.disabled, 'key is', 'keys are')} disabled or gone.
        </EmptyState>
      ) : (
        <EmptyState
          icon={<KeyRound />}
          title="No keys here yet"
          actions={
            <Button
              variant="primary"
              onClick={() =>
                openDialog({
                  name: 'create-key',
                  ...(scope.accountId ? { accountId: scope.accountId } : {}),
                })
              }
            >
              New key
            </Button>
          }
        >
          {accounts.every((account) => vendorOf(account)?.mode === 'record')
            ? 'Record the first one with New key.'
            : accounts.some((account) => account.sync.lastSyncedAt === null)
              ? 'They appear after the first sync.'
              : 'The vendor lists none.'}
        </EmptyState>
      )}
      <BulkBar shown={shown} />
    </section>
  )
}
