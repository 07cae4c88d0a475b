import { useStore } from '../../store.ts'

/** Where sentences for screen readers appear: results politely, errors at once. */
export function LiveRegions() {
  const polite = useStore((state) => state.polite)
  const assertive = useStore((state) => state.assertive)
  return (
    <>
      <div className="unseen" role="status" aria-live="polite">
        {polite}
      </div>
      <div className="unseen" role="alert" aria-live="assertive">
        {assertive}
      </div>
    </>
  )
}
