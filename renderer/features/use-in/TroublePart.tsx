import { CircleCheck } from 'lucide-react'
import { useRef } from 'react'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Instruction } from '../../components/Instruction.tsx'
import { RadioCards } from '../../components/RadioCards.tsx'
import { useFirstFocus } from '../../components/use-first-focus.ts'
import { FilePath } from './FilePath.tsx'
import styles from './PlanPart.module.css'
import { type ChosenPlace, type FileVerdict, fileName, ofThisFile, placeOf, withPlace } from './planning.ts'

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
      key={verdict.file}
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
            aria-label={`Leave this file out: ${verdict.file}`}
            onClick={() => onLeaveOut(verdict.file)}
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
        <Banner tone="error" live title={ofThisFile(verdict.failure.message, verdict.file)}>
          {verdict.failure.code === 'file-no-place' && verdict.failure.hint.startsWith('keyturn ') ? (
            <p>Back leads to the agents that Keyturn knows, and says where each keeps its key.</p>
          ) : (
            verdict.failure.hint && <Instruction text={verdict.failure.hint} />
          )}
        </Banner>
      )}
      {verdict.kind === 'ambiguous' && (
        <>
          <p className={styles.words}>{ofThisFile(verdict.message, verdict.file)}</p>
          <RadioCards
            label={several ? `Place to change in ${fileName(verdict.file)}` : 'Place to change'}
            value={chosenIn(verdict, places)}
            cards={verdict.choices.map((choice, index) => ({
              value: String(index),
              label:
                choice.file && choice.file !== verdict.file
                  ? `${choice.file}:${choice.line}`
                  : `Line ${choice.line}, ${choice.output}`,
              explains: choice.label,
            }))}
            onChange={(index) => {
              const choice = verdict.choices[Number(index)]
              if (choice) onPlaces(withPlace(places, placeOf(verdict.file, choice)))
            }}
          />
        </>
      )}
    </section>
  ))
}

/** The chosen one of a file's choices, by its number; empty where none is. */
function chosenIn(verdict: FileVerdict & { kind: 'ambiguous' }, places: readonly ChosenPlace[]): string {
  const place = places.find((each) => each.named === verdict.file)
  const index = verdict.choices.findIndex(
    (choice) => choice.line === place?.line && (choice.file ?? verdict.file) === place.file,
  )
  return index < 0 ? '' : String(index)
}
