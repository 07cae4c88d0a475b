import { DatabaseZap } from 'lucide-react'
import type { Failure } from '../../../shared/errors.ts'
import { Button } from '../../components/Button.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { load } from '../../store.ts'
import styles from './Loading.module.css'

export function Loading() {
  return (
    <main className={styles.whole}>
      <h1 className="unseen">Keyturn</h1>
      <EmptyState icon={<Spinner />} title="Reading your keys" />
    </main>
  )
}

export function LoadFailed({ failure }: { readonly failure: Failure }) {
  return (
    <main className={styles.whole}>
      <h1 className="unseen">Keyturn</h1>
      <EmptyState
        icon={<DatabaseZap />}
        title={failure.message}
        actions={
          <Button variant="primary" onClick={() => void load()}>
            Try again
          </Button>
        }
      >
        {failure.hint}
      </EmptyState>
    </main>
  )
}
