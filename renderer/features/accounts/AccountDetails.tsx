import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import type { Account } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { Disclosure } from '../../components/Disclosure.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { attempt } from '../../store.ts'
import { useVendor } from '../../vendors.ts'
import { providerWords } from '../../words.ts'
import styles from './AccountCard.module.css'
import { rightsSummary } from './account-health.ts'
import { RightsTable } from './RightsTable.tsx'
import { useAccountReport } from './use-account-report.ts'

/** What the credential may do, the console's pages, and what can be done only there. */
export function AccountDetails({ account }: { readonly account: Account }) {
  const { report, failure } = useAccountReport(account)
  const [open, setOpen] = useState<'rights' | 'notes' | null>(null)
  const info = useVendor(account.provider)
  const { rights } = account.sync
  const pages = report?.pages ?? []
  const notes = report?.notes ?? []
  return (
    <>
      <FailureBanner failure={failure} />
      {pages.length > 0 && (
        <ul className={styles.buttons} aria-label={`Pages of ${account.name} at the vendor`}>
          {pages.map(({ id, label }) => (
            <li key={id}>
              <Button
                size="small"
                icon={<ExternalLink />}
                onClick={() =>
                  void attempt(api['app.open']({ kind: 'console', accountId: account.id, page: id }))
                }
              >
                {label}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.folds}>
        {info?.credential && (
          <Disclosure
            label="Rights"
            note={rightsSummary(report?.rights ?? rights)}
            open={open === 'rights'}
            onToggle={(on) => setOpen(on ? 'rights' : null)}
          >
            <RightsTable account={account.name} rights={report?.rights ?? rights} />
          </Disclosure>
        )}
        {notes.length > 0 && (
          <Disclosure
            label={`What is done at ${providerWords[account.provider]}`}
            note="no API for it"
            open={open === 'notes'}
            onToggle={(on) => setOpen(on ? 'notes' : null)}
          >
            <dl className={styles.notes}>
              {notes.map(({ title, text }) => (
                <div key={title}>
                  <dt className={styles.noteTitle}>{title}</dt>
                  <dd className={styles.noteText}>{text}</dd>
                </div>
              ))}
            </dl>
          </Disclosure>
        )}
      </div>
    </>
  )
}
