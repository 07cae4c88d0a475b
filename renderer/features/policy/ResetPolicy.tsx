import { useRef } from 'react'
import type { AccessPolicyView } from '../../../shared/providers.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { announce } from '../../store.ts'
import { count } from '../../words.ts'
import { useSubmit } from '../dialogs/use-submit.ts'

/** Takes the policy away, rules and all: said first, with the safe choice in focus. */
export function ResetPolicy(props: {
  readonly name: string
  readonly view: AccessPolicyView
  readonly onBack: () => void
  readonly onClose: () => void
}) {
  const { name, view } = props
  const back = useRef<HTMLButtonElement>(null)
  const { busy, failure, submit } = useSubmit<void>(() => {
    announce('The access policy is taken away.')
    props.onClose()
  })
  const rules = view.policy?.rules.length ?? 0
  return (
    <Dialog
      title={`Take the access policy of ${name} away`}
      description="Everybody then has what their roles give."
      onClose={props.onBack}
      initialFocus={back}
      footer={
        <>
          <Button ref={back} size="large" onClick={props.onBack}>
            Keep the policy
          </Button>
          <Button
            size="large"
            variant="danger"
            busy={busy}
            onClick={() => void submit(api['keys.setPolicy']({ ref: view.ref, policy: null }))}
          >
            Reset
          </Button>
        </>
      }
    >
      <p>
        {rules > 0 ? `Its ${count(rules, 'rule')} and its general access are` : 'Its general access is'}{' '}
        deleted at the vendor and cannot be brought back from here. The key and its value stay as they are.
      </p>
      {view.kept.length > 0 && (
        <ul>
          {view.kept.map((text) => (
            <li key={text}>Also lost: {text}</li>
          ))}
        </ul>
      )}
      <FailureBanner failure={failure} kept="The policy is still in place." />
    </Dialog>
  )
}
