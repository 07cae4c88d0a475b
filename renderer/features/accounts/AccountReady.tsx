import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { type Step, Steps } from '../../components/Steps.tsx'
import { openDialog, show } from '../../store.ts'
import type { AddStage } from './use-add-account.ts'
import { hostOf } from './use-region-list.ts'

const counted = (count: number) => `${count} ${count === 1 ? 'key' : 'keys'} found`

/** The account is there; its first sync is shown until it ends. */
export function AccountReady(props: {
  readonly stage: Extract<AddStage, { kind: 'added' }>
  readonly onClose: () => void
}) {
  const { account, counts, syncFailure } = props.stage
  const team = account.teamName ? `Team ${account.teamName}` : `At ${hostOf(account.apiUrl)}`
  const steps: readonly Step[] = [
    {
      id: 'checked',
      title: 'The vendor knows this admin key',
      state: 'done',
      evidence: account.userName ? `${team}, as ${account.userName}` : team,
    },
    {
      id: 'kept',
      title: 'Admin key in the keychain',
      state: 'done',
      evidence: 'Stored and read back. It is not in this window any more.',
    },
    {
      id: 'sync',
      title: 'First sync',
      state: counts ? 'done' : syncFailure ? 'failed' : 'running',
      evidence: counts
        ? counted(counts.total)
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
        <FailureBanner
          failure={syncFailure}
          kept="The account and its admin key are kept. Nothing was changed at the vendor."
        />
      )}
    </Dialog>
  )
}
