import { useRef } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { SenderSetup } from '../../../shared/providers.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { FooterStart } from '../../components/FooterStart.tsx'
import { Steps } from '../../components/Steps.tsx'
import { useFirstFocus } from '../../components/use-first-focus.ts'
import { openDialog, openKey } from '../../store.ts'
import { setupSteps } from './setup-form.ts'

const titleOf = (name: string, setup: SenderSetup | null, busy: 'on' | 'back' | null): string => {
  if (busy === 'back') return `Removing what was made for ${name}`
  if (busy) return `Setting up ${name}`
  if (setup?.state === 'done') return `${name} may send`
  if (setup?.state === 'cleaned-up') return `Nothing of ${name} is left`
  return `The setup of ${name} stopped`
}

/** How far it came; where it stopped, what was made and the three ways from there. */
export function SetupProgress(props: {
  readonly name: string
  readonly setup: SenderSetup | null
  readonly busy: 'on' | 'back' | null
  /** Why an order could not even be given. */
  readonly failure: Failure | null
  readonly onResume: (setup: SenderSetup) => void
  readonly onCleanUp: (setup: SenderSetup) => void
  readonly onLeave: (setup: SenderSetup) => void
  readonly onClose: () => void
}) {
  const { name, setup, busy, failure, onClose } = props
  const first = useRef<HTMLButtonElement>(null)
  const stopped = !busy && setup?.state === 'stopped' ? setup : null
  const key = !busy && setup?.state === 'done' ? setup.key : null
  useFirstFocus(first, busy ?? setup?.state)
  return (
    <Dialog
      size="medium"
      title={titleOf(name, setup, busy)}
      text
      initialFocus={first}
      onClose={onClose}
      footer={
        stopped ? (
          <>
            <FooterStart>
              <Button size="large" variant="quiet" onClick={() => props.onLeave(stopped)}>
                Leave as it is
              </Button>
            </FooterStart>
            {stopped.made.length > 0 && (
              <Button size="large" onClick={() => props.onCleanUp(stopped)}>
                Clean up
              </Button>
            )}
            <Button size="large" ref={first} variant="primary" onClick={() => props.onResume(stopped)}>
              Resume
            </Button>
          </>
        ) : key ? (
          <>
            <Button size="large" onClick={() => openDialog({ name: 'use-in', ref: key })}>
              Use in…
            </Button>
            <Button
              size="large"
              ref={first}
              variant="primary"
              onClick={() => {
                onClose()
                openKey(key)
              }}
            >
              Show the key
            </Button>
          </>
        ) : (
          <Button size="large" ref={first} variant={busy ? 'secondary' : 'primary'} onClick={onClose}>
            {busy ? 'Go on in the background' : 'Done'}
          </Button>
        )
      }
    >
      {stopped?.failure && (
        <Banner tone="error" title={stopped.failure.message}>
          {stopped.failure.hint && <p>{stopped.failure.hint}</p>}
        </Banner>
      )}
      <FailureBanner failure={failure} kept="Everything is as it was before." />
      <Steps label="From a service ID to a key" steps={setupSteps(setup)} />
      {stopped && (
        <>
          {stopped.made.length > 0 ? (
            <div>
              <p>Made at the vendor so far:</p>
              <ul>
                {stopped.made.map((made) => (
                  <li key={made}>{made}</li>
                ))}
              </ul>
            </div>
          ) : (
            <p>Nothing was made at the vendor.</p>
          )}
          <p>
            Resume goes on with the step that failed.{' '}
            {stopped.made.length > 0 &&
              'Clean up removes what was made. Leave as it is keeps it, and takes this off the list.'}
          </p>
        </>
      )}
    </Dialog>
  )
}
