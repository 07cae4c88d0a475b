import { Check, ExternalLink } from 'lucide-react'
import { useState } from 'react'
import type { RotationDetail, RotationQuestion, RotationStep } from '../../../shared/rotation.ts'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { attempt, findKey } from '../../store.ts'
import { providerWords } from '../../words.ts'
import { primaryOf } from './standing.ts'

/** A step that the vendor has no API for: the user does it on the vendor's page, and says so. */
export function AtVendor(props: {
  readonly rotation: RotationDetail
  readonly question: Extract<RotationQuestion, { kind: 'at-vendor' }>
  readonly onDone: (step: RotationStep) => Promise<unknown>
}) {
  const { rotation, question } = props
  const [busy, setBusy] = useState(false)
  const key = findKey(rotation.ref)
  const vendor = key ? providerWords[key.provider] : 'the vendor'
  const primary = primaryOf(rotation)
  return (
    <Banner
      tone="warning"
      title={`To be done on the page of ${vendor}`}
      actions={
        <>
          <Button
            icon={<ExternalLink />}
            onClick={() =>
              void attempt(
                api['app.open']({
                  kind: 'console',
                  accountId: rotation.ref.accountId,
                  page: question.page,
                }),
              )
            }
          >
            Open the page
          </Button>
          <Button
            variant={primary?.kind === 'at-vendor' ? 'primary' : 'secondary'}
            icon={<Check />}
            busy={busy}
            onClick={async () => {
              setBusy(true)
              await props.onDone(question.step)
              setBusy(false)
            }}
          >
            I have done it
          </Button>
        </>
      }
    >
      <p>{question.text}</p>
      <p>{vendor} cannot be asked, so your word is recorded as the evidence.</p>
    </Banner>
  )
}
