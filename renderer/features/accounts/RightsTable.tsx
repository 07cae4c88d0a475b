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
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={styles.tableBox} aria-label={`Rights of ${props.account}`} tabIndex={0}>
      <table className={styles.table}>
        <caption className="unseen">What the credential of {props.account} may do</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Permission</th>
            <th scope="col">State</th>
            <th scope="col">On what it rests</th>
          </tr>
        </thead>
        <tbody>
          {sortedRights(props.rights).map(({ what, permission, state, evidence }) => {
            const { word, tone, icon } = states[state]
            return (
              <tr key={`${permission} ${what}`}>
                <th scope="row">{what}</th>
                <td className={styles.permission}>{permission}</td>
                <td>
                  <Badge plain tone={tone} icon={icon}>
                    {word}
                  </Badge>
                </td>
                <td className={styles.evidence}>{evidence}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
