import { Check, ListChecks, RotateCw } from 'lucide-react'
import { useRef } from 'react'
import type { InjectionPlan, PlannedFile } from '../../../shared/model.ts'
import { Banner } from '../../components/Banner.tsx'
import { Chain } from '../../components/Chain.tsx'
import { Mono } from '../../components/Mono.tsx'
import { useFirstFocus } from '../../components/use-first-focus.ts'
import { count } from '../../words.ts'
import { FilePath } from './FilePath.tsx'
import { MaskedDiff } from './MaskedDiff.tsx'
import styles from './PlanPart.module.css'

/** What would be written, file by file, values masked; how the plan came to a file, and what is to do afterwards. */
export function PlanPart({ plan }: { readonly plan: InjectionPlan }) {
  const first = useRef<HTMLElement>(null)
  // A new plan is read from its first file on; Apply is a step further.
  useFirstFocus(first, plan)
  const changing = plan.files.filter((file) => !file.unchanged)
  const same = plan.files.filter((file) => file.unchanged)
  const files = [...changing, ...same].map((file, index) => (
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
      <Chain links={file.chain} />
      {file.warnings.map((warning) => (
        <Banner key={warning} tone="warning" title={warning} />
      ))}
      {file.unchanged ? (
        <p className={styles.note}>
          <Check />
          Carries this key already. Nothing will be written.
        </p>
      ) : (
        <Changes file={file} />
      )}
    </section>
  ))
  if (changing.length < 2) return files
  return (
    <>
      <h3>Changes in {count(changing.length, 'file')}</h3>
      {files}
    </>
  )
}

function Changes({ file }: { readonly file: PlannedFile }) {
  return (
    <>
      <MaskedDiff file={file.file} changes={file.changes} />
      <p className={styles.note}>
        <RotateCw />
        <span>Afterwards: {file.afterChange}</span>
      </p>
      {file.checker && (
        <p className={styles.note}>
          <ListChecks />
          <span>
            Can be checked afterwards, if you ask for it: <Mono wrap>{file.checker}</Mono>
          </span>
        </p>
      )}
    </>
  )
}
