import { CircleCheck, CircleHelp, CircleX } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AccountRight } from '../../../shared/providers.ts'
import { Badge, type Tone } from '../../components/Badge.tsx'
import styles from './AccountCard.module.css'
import { sortedRights } from './account-health.ts'

const states: Record<AccountRight['state'], { word: string; tone: Tone; icon: ReactNode }> = {
  granted: { word: 'Granted', tone: 'ok', icon: <CircleCheck /> },
  missing: { word: 'Missing', tone: 'danger', icon: <CircleX /> },
  unknown: { word: 'Not known', tone: 'neutral', icon: <CircleHelp /> },
}

/** What the account's credential may do, and who said so. */
export function RightsTable(props: { readonly account: string; readonly rights: readonly AccountRight[] }) {
  if (props.rights.length === 0)
    return <p>Nothing is known yet: what the vendor answers to a sync tells what the credential may do.</p>
  return (
    <div className={styles.tableBox}>
      <table className={styles.table}>
        <caption className="unseen">What the credential of {props.account} may do</caption>
        <thead>
          <tr>
            <th scope="col">Right</th>
            <th scope="col">State, and who said so</th>
          </tr>
        </thead>
        <tbody>
          {sortedRights(props.rights).map(({ what, permission, state, evidence }) => {
            const { word, tone, icon } = states[state]
            return (
              <tr key={`${permission} ${what}`}>
                <th scope="row">
                  {what}
                  <span className={styles.permission}>{permission}</span>
                </th>
                <td>
                  <Badge plain tone={tone} icon={icon}>
                    {word}
                  </Badge>
                  <span className={styles.evidence}>{evidence}</span>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
