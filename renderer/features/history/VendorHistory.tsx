import { History } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { VendorEvent } from '../../../shared/providers.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { useNow } from '../../hooks.ts'
import { announce } from '../../store.ts'
import { count, timeWord, whenWord } from '../../words.ts'
import { Section } from '../detail/Section.tsx'
import styles from './VendorHistory.module.css'

const fewEvents = 10

/** What the vendor recorded of the key: asked for on request, for it is not kept here. */
export function VendorHistory({ keyRef, provider }: { readonly keyRef: KeyRef; readonly provider: string }) {
  const [events, setEvents] = useState<readonly VendorEvent[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [askedAt, setAskedAt] = useState('')
  const [busy, setBusy] = useState(false)
  const [all, setAll] = useState(false)
  const wanted = useRef(true)
  const now = useNow()
  useEffect(() => {
    wanted.current = true
    return () => {
      wanted.current = false
    }
  }, [])

  const ask = async () => {
    setBusy(true)
    const answer = await api['keys.vendorHistory']({ ref: keyRef })
    if (!wanted.current) return
    setBusy(false)
    setFailure(answer.ok ? null : answer.failure)
    if (!answer.ok) return
    setEvents(answer.value)
    setAskedAt(new Date().toISOString())
    announce(`${count(answer.value.length, 'entry', 'entries')} in the vendor’s history.`)
  }

  const shown = events && (all ? events : events.slice(0, fewEvents))
  return (
    <Section
      title={`History at ${provider}`}
      note={events && events.length > 0 ? count(events.length, 'entry', 'entries') : undefined}
    >
      <div className={styles.history}>
        <FailureBanner
          failure={failure}
          {...(events ? { kept: `What was read at ${timeWord(askedAt)} is still shown.` } : {})}
        />
        {shown &&
          (shown.length === 0 ? (
            <p className={styles.none}>The vendor has recorded nothing about it.</p>
          ) : (
            <ol className={styles.events}>
              {shown.map((event, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: events have no identity of their own and never move
                <li key={index} className={styles.event}>
                  {event.at ? (
                    <time dateTime={event.at} className={styles.when}>
                      {whenWord(event.at, now)}
                    </time>
                  ) : (
                    <span className={styles.when}>No date</span>
                  )}
                  <span className={styles.words}>
                    {event.text || event.action}{' '}
                    {event.by && (
                      <span className={styles.by}>
                        by <bdi>{event.by}</bdi>
                      </span>
                    )}
                  </span>
                </li>
              ))}
            </ol>
          ))}
        <div className={styles.actions}>
          {events && events.length > fewEvents && (
            <Button size="small" variant="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? 'Show fewer' : `Show all ${events.length}`}
            </Button>
          )}
          <Button size="small" icon={<History />} busy={busy} onClick={() => void ask()}>
            {events ? 'Ask again' : 'Show the vendor’s history'}
          </Button>
          {busy && (
            <span className="unseen" role="status">
              <Spinner label="Asking the vendor" />
            </span>
          )}
        </div>
      </div>
    </Section>
  )
}
