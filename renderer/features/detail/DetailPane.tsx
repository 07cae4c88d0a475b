import { ArrowLeft, KeyRound } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { useSlow } from '../../hooks.ts'
import { closeDetail, findKey, useStore } from '../../store.ts'
import { providerWords } from '../../words.ts'
import { VendorHistory } from '../history/VendorHistory.tsx'
import { DetailHeader } from './DetailHeader.tsx'
import styles from './DetailPane.module.css'
import { FactsSection } from './FactsSection.tsx'
import { HistorySection } from './HistorySection.tsx'
import { PermissionsSection } from './PermissionsSection.tsx'
import { UsesSection } from './UsesSection.tsx'
import { useDetail } from './use-detail.ts'

/** Everything about the selected key. `page`: it has the whole width, and a way back. */
export function DetailPane({ page = false }: { readonly page?: boolean }) {
  const selected = useStore((state) => state.selected)
  const { detail, failure } = useDetail(selected)
  const slow = useSlow(selected !== null && !detail && !failure)
  const back = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (page) back.current?.focus()
  }, [page])

  const content = () => {
    if (!selected) return <EmptyState icon={<KeyRound />} title="Select a key to see where it is used" />
    if (detail)
      return (
        <>
          <DetailHeader detail={detail} />
          <div className={styles.sections}>
            <UsesSection detail={detail} />
            <PermissionsSection detail={detail} />
            <FactsSection detail={detail} />
            <HistorySection entries={detail.history} />
            {detail.cannot.history === undefined && detail.key.state !== 'orphan' && (
              <VendorHistory
                key={`${detail.key.accountId}/${detail.key.id}`}
                keyRef={selected}
                provider={providerWords[detail.key.provider]}
              />
            )}
          </div>
        </>
      )
    if (failure)
      return (
        <div className={styles.sections}>
          <Banner tone="error" title={failure.message} live>
            {failure.hint}
          </Banner>
        </div>
      )
    return slow ? (
      <EmptyState icon={<Spinner />} title={`Reading ${findKey(selected)?.name ?? 'the key'}`} />
    ) : null
  }

  return (
    <section className={page ? styles.page : styles.pane} aria-label="Key">
      {page && <h1 className="unseen">Key</h1>}
      {page && (
        <div className={styles.back}>
          <Button
            ref={back}
            variant="quiet"
            size="small"
            icon={<ArrowLeft />}
            onClick={() => {
              closeDetail()
              // Back on the row that it was opened from.
              setTimeout(() => document.querySelector<HTMLElement>('[role=grid]')?.focus())
            }}
          >
            All keys
          </Button>
        </div>
      )}
      {content()}
    </section>
  )
}
