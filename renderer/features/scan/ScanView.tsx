import { FolderSearch } from 'lucide-react'
import { useRef } from 'react'
import { checkKeychain } from '../../actions.ts'
import { Button } from '../../components/Button.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { useScan } from '../../scan.ts'
import { ScanForm } from './ScanForm.tsx'
import { ScanResult } from './ScanResult.tsx'
import styles from './ScanView.module.css'

/** Every use of every known key below chosen folders, and what it means. */
export function ScanView() {
  const { latest, asked, running, failure } = useScan()
  const scroller = useRef<HTMLDivElement>(null)
  return (
    <div className={styles.scroll} ref={scroller}>
      <div className={styles.page}>
        <header>
          <h1 className={styles.heading}>Where used</h1>
          <p className={styles.lead}>
            Finds your keys in files, by their exact values and by the places that agents read them from. It
            only reads, and nothing leaves this computer.
          </p>
        </header>
        {failure && (
          <FailureBanner
            failure={failure}
            {...(latest ? { kept: 'Below is what the last scan found.' } : {})}
            actions={
              failure.code.startsWith('keychain') && (
                <Button onClick={() => void checkKeychain()}>Check the keychain</Button>
              )
            }
          />
        )}
        <ScanForm />
        {latest ? (
          <ScanResult report={latest} scroller={scroller} />
        ) : (
          asked &&
          !running &&
          !failure && (
            <EmptyState icon={<FolderSearch />} title="Nothing was scanned yet">
              Choose the folders that hold your configs, such as /etc or a repository. The result is kept
              until the next scan.
            </EmptyState>
          )
        )}
      </div>
    </div>
  )
}
