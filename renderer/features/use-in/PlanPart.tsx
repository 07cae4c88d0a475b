import { Check, RotateCw } from 'lucide-react'
import { useRef } from 'react'
import type { InjectionPlan } from '../../../shared/model.ts'
import { Banner } from '../../components/Banner.tsx'
import { useFirstFocus } from '../../components/use-first-focus.ts'
import { FilePath } from './FilePath.tsx'
import { MaskedDiff } from './MaskedDiff.tsx'
import styles from './PlanPart.module.css'

/** What would be written, file by file, values masked; and what is to do afterwards. */
export function PlanPart({ plan }: { readonly plan: InjectionPlan }) {
  const first = useRef<HTMLElement>(null)
  // A new plan is read from its first file on; Apply is a step further.
  useFirstFocus(first, plan)
  return plan.files.map((file, index) => (
    <section
      key={file.file}
      ref={index === 0 ? first : null}
      tabIndex={-1}
      className={styles.file}
      aria-label={file.file}
    >
      <header className={styles.header}>
        <FilePath path={file.file} />
        <span className={styles.agent}>{file.agentName}</span>
      </header>
      {file.warnings.map((warning) => (
        <Banner key={warning} tone="warning" title={warning} />
      ))}
      {file.unchanged ? (
        <p className={styles.note}>
          <Check />
          Carries this key already. Nothing will be written.
        </p>
      ) : (
        <>
          <MaskedDiff file={file.file} changes={file.changes} />
          <p className={styles.note}>
            <RotateCw />
            <span>Afterwards: {file.afterChange}</span>
          </p>
        </>
      )}
    </section>
  ))
}
