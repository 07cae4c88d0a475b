import { useEffect, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { Region } from '../../../shared/model.ts'
import { api } from '../../api.ts'

/** The vendor's regions; null until they are there. */
export function useRegionList() {
  const [regions, setRegions] = useState<readonly Region[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    let gone = false
    void api['accounts.providers']().then((answer) => {
      if (gone) return
      if (answer.ok) setRegions(answer.value.find(({ id }) => id === 'coralogix')?.regions ?? [])
      else setFailure(answer.failure)
    })
    return () => {
      gone = true
    }
  }, [])
  return { regions, failure }
}

/** `https://api.eu2.coralogix.com` as `api.eu2.coralogix.com`. */
export const hostOf = (address: string): string =>
  URL.canParse(address) ? new URL(address).host : address.trim()
