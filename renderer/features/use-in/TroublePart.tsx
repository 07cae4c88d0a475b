import { CircleCheck } from 'lucide-react'
import { useRef } from 'react'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Instruction } from '../../components/Instruction.tsx'
import { RadioCards } from '../../components/RadioCards.tsx'
import { useFirstFocus } from '../../components/use-first-focus.ts'
import { FilePath } from './FilePath.tsx'
import styles from './PlanPart.module.css'
import { type ChosenPlace, type FileVerdict, fileName, withPlace } from './planning.ts'

/** What stands in the way, file by file: a place to choose, or a reason why it cannot be edited. */
export function TroublePart(props: {
  readonly verdicts: readonly FileVerdict[]
  readonly places: readonly ChosenPlace[]
  readonly onPlaces: (places: readonly ChosenPlace[]) => void
  readonly onLeaveOut: (file: string) => void
}) {
  const { verdicts, places, onPlaces, onLeaveOut } = props
  const several = verdicts.length > 1
  const first = useRef<HTMLElement>(null)
  useFirstFocus(first, verdicts)
  return verdicts.map((verdict, index) => (
    <section
      key={verdict.named}
      ref={index === 0 ? first : null}
      tabIndex={-1}
      className={styles.file}
      aria-label={verdict.file}
    >
      <header className={styles.header}>
        <FilePath path={verdict.file} />
        {several && verdict.kind !== 'fits' && (
          <Button
            size="small"
            aria-label={`Leave this file out: ${verdict.named}`}
            onClick={() => onLeaveOut(verdict.named)}
          >
            Leave this file out
          </Button>
        )}
      </header>
      {verdict.kind === 'fits' && (
        <p className={styles.note}>
          <CircleCheck />
          Can be changed.
        </p>
      )}
      {verdict.kind === 'refused' && (
        <Banner tone="error" live title={verdict.failure.message}>
          {verdict.failure.hint && <Instruction text={verdict.failure.hint} />}
        </Banner>
      )}
      {verdict.kind === 'ambiguous' && (
        <>
          {verdict.file !== verdict.named && (
            <p className={styles.note}>{fileName(verdict.named)} takes its key from this file.</p>
          )}
          <p className={styles.words}>{verdict.message}</p>
          <RadioCards
            label={several ? `Place to change in ${fileName(verdict.file)}` : 'Place to change'}
            value={String(places.find((place) => place.file === verdict.file)?.line ?? '')}
            cards={verdict.choices.map((choice) => ({
              value: String(choice.line),
              label: `Line ${choice.line}, ${choice.output}`,
              explains: choice.label,
            }))}
            onChange={(line) =>
              onPlaces(withPlace(places, { file: verdict.file, named: verdict.named, line: Number(line) }))
            }
          />
        </>
      )}
    </section>
  ))
}
