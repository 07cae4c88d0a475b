import { useStore } from '../../store.ts'
import { RotationRow } from '../rotation/RotationRow.tsx'
import { hasEnded, inOrder, needsUser } from '../rotation/standing.ts'
import styles from './OverviewView.module.css'

const none: readonly never[] = []

/** Rotations that go on by themselves, or wait for their time: nothing is to be done about them. */
export function UnderWay() {
  const rotations = useStore((state) => state.snapshot?.rotations ?? none)
  const bulk = useStore((state) => state.snapshot?.bulk ?? null)
  const going = inOrder(rotations.filter((each) => !hasEnded(each) && !needsUser(each)))
  if (going.length === 0) return null
  return (
    <section className={styles.section} aria-labelledby="under-way">
      <h2 id="under-way" className={styles.heading}>
        Rotations under way
        <span className={styles.note}>
          {bulk?.current ? `${bulk.done} of ${bulk.refs.length} rotated` : going.length}
        </span>
      </h2>
      <ul className={styles.card}>
        {going.slice(0, 5).map((rotation) => (
          <RotationRow key={rotation.id} rotation={rotation} />
        ))}
      </ul>
    </section>
  )
}
