import { CircleCheck, ListChecks, RotateCw, Undo2 } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { InjectionReceipt } from '../../../shared/model.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { Instruction } from '../../components/Instruction.tsx'
import { Mono } from '../../components/Mono.tsx'
import { count } from '../../words.ts'
import { FilePath } from './FilePath.tsx'
import styles from './PlanPart.module.css'
import { programOf } from './planning.ts'
import type { Aftermath } from './use-receipt.ts'

/** A file that was written: what its agent needs now, its checker on demand, and the way back. */
export function WrittenFile(props: {
  readonly written: InjectionReceipt['written'][number]
  readonly state: Aftermath
  readonly onRestore: () => void
  readonly onCheck: () => void
}) {
  const { written, state, onRestore, onCheck } = props
  const { file, checker } = written
  const back = state.restore === 'done'
  const section = useRef<HTMLElement>(null)
  // The button that was pressed is gone: the focus stays with its file.
  useEffect(() => {
    const lost = document.activeElement === document.body || document.activeElement?.matches('[role=dialog]')
    if (back && lost) section.current?.focus()
  }, [back])
  const checkWord = `Check with ${programOf(checker ?? '')}${state.check ? ' again' : ''}`
  const undo = (
    <Button
      size="small"
      icon={<Undo2 />}
      busy={state.restore === 'running'}
      aria-label={`Restore ${file}`}
      onClick={onRestore}
    >
      Restore
    </Button>
  )
  return (
    <section ref={section} tabIndex={-1} className={styles.file} aria-label={file}>
      <header className={styles.header}>
        <FilePath path={file} />
        {!back && (
          <span className={styles.actions}>
            {checker && (
              <Button
                size="small"
                icon={<ListChecks />}
                busy={state.checking}
                aria-label={`${checkWord}: ${file}`}
                onClick={onCheck}
              >
                {checkWord}
              </Button>
            )}
            {!failed(state) && undo}
          </span>
        )}
      </header>
      <p className={styles.note}>
        <CircleCheck />
        <span>
          {back
            ? 'Restored: the old value is back. Nothing else was touched.'
            : `${count(written.places, 'place')} changed.`}
        </span>
      </p>
      {written.afterChange && (
        <div className={styles.note}>
          <RotateCw />
          <div>
            {back ? 'Again: ' : 'Now: '}
            <Instruction text={written.afterChange} />
          </div>
        </div>
      )}
      <Checked state={state} undo={undo} />
      {state.restoreFailure && (
        <FailureBanner failure={state.restoreFailure} kept="The file is as it was before you asked." />
      )}
    </section>
  )
}

const failed = (state: Aftermath) => state.check !== null && !state.check.passed

function Checked({ state, undo }: { readonly state: Aftermath; readonly undo: ReactNode }) {
  const { check, checkFailure } = state
  if (checkFailure)
    return <FailureBanner failure={checkFailure} kept="The file was not changed by the check." />
  if (!check) return null
  const lines = check.output.length > 0 && (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must get in
    <section className={styles.output} tabIndex={0} aria-label={`What the check of ${check.file} said`}>
      <pre>{check.output.join('\n')}</pre>
    </section>
  )
  if (check.passed)
    return (
      <>
        <p className={styles.passed}>
          <CircleCheck />
          <span>
            Check passed: <Mono wrap>{check.command}</Mono>
          </span>
        </p>
        {lines}
      </>
    )
  return (
    <>
      <Banner
        tone="error"
        title={`Check failed: ${programOf(check.command)} does not accept the file.`}
        actions={undo}
      >
        <p>Read what it says below before the agent is reloaded, or put the old value back.</p>
      </Banner>
      {lines}
    </>
  )
}
