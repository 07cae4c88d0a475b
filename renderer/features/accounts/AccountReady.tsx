import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { type Step, Steps } from '../../components/Steps.tsx'
import { openDialog, show } from '../../store.ts'
import { vendorOf } from '../../vendors.ts'
import { inSentence } from './account-form.ts'
import { hostOf } from './host-of.ts'
import type { AddStage } from './use-add-account.ts'
import { whoWord } from './who.ts'

const counted = (count: number) => `${count} ${count === 1 ? 'key' : 'keys'} found`

/** The account is there; its first sync is shown until it ends. */
export function AccountReady(props: {
  readonly stage: Extract<AddStage, { kind: 'added' }>
  readonly onClose: () => void
}) {
  const { account, counts, syncFailure } = props.stage
  const info = vendorOf(account)
  const who = whoWord(account) ?? `At ${hostOf(account.apiUrl)}`
  const credential = info?.credential
  const steps: readonly Step[] = [
    ...(credential
      ? ([
          {
            id: 'checked',
            title: `The vendor knows this ${inSentence(credential.label)}`,
            state: 'done',
            evidence: who,
          },
          {
            id: 'kept',
            title: `${credential.label} in the keychain`,
            state: 'done',
            evidence: 'Stored and read back. It is not in this window any more.',
          },
        ] as const)
      : []),
    {
      id: 'sync',
      title: info?.mode === 'record' ? 'What is recorded' : 'First sync',
      state: counts ? 'done' : syncFailure ? 'failed' : 'running',
      evidence: counts
        ? info?.mode === 'record' && counts.total === 0
          ? 'Nothing yet. Record the keys that you have there with New key.'
          : counted(counts.total)
        : syncFailure
          ? 'The account stays; sync again later.'
          : 'Reading the keys',
    },
  ]
  const leave = () => {
    props.onClose()
    show({ kind: 'keys', accountId: account.id })
  }
  return (
    <Dialog
      size="medium"
      title={`${account.name} is added`}
      onClose={props.onClose}
      footer={
        <>
          {counts && (
            <Button size="large" onClick={() => openDialog({ name: 'create-key', accountId: account.id })}>
              New key…
            </Button>
          )}
          <Button size="large" variant="primary" onClick={leave}>
            {counts ? 'Show the keys' : 'Done'}
          </Button>
        </>
      }
    >
      <Steps label="Adding the account" steps={steps} />
      {syncFailure && (
        <FailureBanner failure={syncFailure} kept="The account is kept. Nothing was changed at the vendor." />
      )}
    </Dialog>
  )
}
