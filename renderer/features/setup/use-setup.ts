import { useState } from 'react'
import type { Failure, Result } from '../../../shared/errors.ts'
import type { SenderSetup, SetupRequest } from '../../../shared/providers.ts'
import { api } from '../../api.ts'
import { announce, useStore } from '../../store.ts'
import { running } from './setup-form.ts'

const none: readonly SenderSetup[] = []

const ends: Record<SenderSetup['state'], (name: string) => string> = {
  running: (name) => `${name} is being set up.`,
  done: (name) => `${name} may send, and its key is in the keychain.`,
  stopped: (name) => `The setup of ${name} stopped. What was made is listed.`,
  'cleaned-up': (name) => `What was made for ${name} is removed.`,
}

/** A way from a service ID to a key: its orders, and how far it came, as main reports it. */
export function useSetup(accountId: string, id: string | undefined) {
  const setups = useStore((state) => state.snapshot?.setups ?? none)
  const [known, setKnown] = useState<SenderSetup | null>(() => setups.find((each) => each.id === id) ?? null)
  const [asked, setAsked] = useState<{ readonly name: string; readonly doing: 'on' | 'back' } | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)

  const take = async (name: string, doing: 'on' | 'back', answering: Promise<Result<SenderSetup>>) => {
    setFailure(null)
    setAsked({ name, doing })
    const answer = await answering
    setAsked(null)
    if (!answer.ok) return setFailure(answer.failure)
    setKnown(answer.value)
    announce(ends[answer.value.state](answer.value.name), answer.value.state === 'stopped')
  }
  const live = known
    ? (setups.find((each) => each.id === known.id) ?? known)
    : asked
      ? running(setups, accountId, asked.name)
      : null
  return {
    /** While something runs, the news of it; else how its last order ended. */
    setup: asked ? live : known,
    busy: asked?.doing ?? null,
    failure,
    start: (request: SetupRequest) => take(request.name, 'on', api['setups.start'](request)),
    resume: (setup: SenderSetup) => take(setup.name, 'on', api['setups.resume']({ id: setup.id })),
    cleanUp: (setup: SenderSetup) => take(setup.name, 'back', api['setups.cleanUp']({ id: setup.id })),
    /** True when it is off the list. */
    dismiss: async (setup: SenderSetup) => {
      const answer = await api['setups.dismiss']({ id: setup.id })
      if (!answer.ok) setFailure(answer.failure)
      return answer.ok
    },
  }
}
