import { ArrowLeft, KeyRound } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { KeyDetail, KeyRef } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { useSlow } from '../../hooks.ts'
import { closeDetail, findKey, useStore } from '../../store.ts'
import { DetailHeader } from './DetailHeader.tsx'
import styles from './DetailPane.module.css'
import { FactsSection } from './FactsSection.tsx'
import { HistorySection } from './HistorySection.tsx'
import { PermissionsSection } from './PermissionsSection.tsx'
import { UsesSection } from './UsesSection.tsx'

/** The detail of a key, asked again whenever keys changed. The last one stays in sight meanwhile. */
function useDetail(ref: KeyRef | null): { detail: KeyDetail | null; failure: Failure | null } {
  const revision = useStore((state) => state.keysRevision)
  const [detail, setDetail] = useState<KeyDetail | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision is what says to ask again
  useEffect(() => {
    let wanted = true
    if (ref)
      void api['keys.get']({ ref }).then((answer) => {
        if (!wanted) return
        setDetail(answer.ok ? answer.value : null)
        setFailure(answer.ok ? null : answer.failure)
      })
    return () => {
      wanted = false
    }
  }, [ref, revision])
  const fits = detail && detail.key.id === ref?.keyId && detail.key.accountId === ref.accountId
  return { detail: fits ? detail : null, failure }
}

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
