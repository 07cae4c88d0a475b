import { useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { CreateOptions, KeyDetail } from '../../../shared/model.ts'
import { refOf } from '../../actions.ts'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { GuardedDialog } from '../../components/GuardedDialog.tsx'
import { Mono } from '../../components/Mono.tsx'
import { Spinner } from '../../components/Spinner.tsx'
import { announce } from '../../store.ts'
import { useVendor } from '../../vendors.ts'
import type { DialogProps } from '../../views.ts'
import { standaloneOf, withPermissions } from '../create/create-form.ts'
import { PermissionPicker } from '../create/PermissionPicker.tsx'
import { Presets } from '../create/Presets.tsx'
import { useDetail } from '../detail/use-detail.ts'
import { useKey } from '../dialogs/use-key.ts'
import { useSubmit } from '../dialogs/use-submit.ts'
import styles from './RightsDialog.module.css'
import { RightsSentence, RightsSummary } from './RightsSummary.tsx'
import { recreate } from './recreate.ts'
import { rightsChange, rightsProblem, unlisted } from './rights-change.ts'
import { isShort, ShortList } from './ShortList.tsx'

/** What an existing key may do: its presets and single permissions. */
export default function RightsDialog({ request: { ref }, onClose }: DialogProps<'rights'>) {
  const key = useKey(ref)
  const { detail, failure } = useDetail(ref)
  const [options, setOptions] = useState<CreateOptions | null>(null)
  const [optionsFailure, setOptionsFailure] = useState<Failure | null>(null)
  // What it was when the dialog opened: a sync meanwhile must not change what the user is comparing with.
  const first = useRef<KeyDetail | null>(null)
  first.current ??= detail
  const name = key?.name ?? detail?.key.name ?? 'the key'

  useEffect(() => {
    let wanted = true
    void api['keys.createOptions']({ accountId: ref.accountId }).then((answer) => {
      if (!wanted) return
      if (answer.ok) setOptions(answer.value)
      else setOptionsFailure(answer.failure)
    })
    return () => {
      wanted = false
    }
  }, [ref.accountId])

  const shown = first.current
  const refusal = shown?.cannot.permissions
  if (shown && refusal !== undefined) return <Refused detail={shown} refusal={refusal} onClose={onClose} />
  if (shown && options) return <Editor detail={shown} options={options} onClose={onClose} />
  return (
    <Dialog size="medium" title={`What ${name} may do`} onClose={onClose}>
      {failure || optionsFailure ? (
        <FailureBanner failure={failure ?? optionsFailure} kept="Nothing was changed." />
      ) : (
        <Spinner label="Reading what the key may do" />
      )}
    </Dialog>
  )
}

function Refused(props: {
  readonly detail: KeyDetail
  readonly refusal: string
  readonly onClose: () => void
}) {
  const { key, legacyKind } = props.detail
  const close = useRef<HTMLButtonElement>(null)
  return (
    <Dialog
      title={`What ${key.name} may do`}
      onClose={props.onClose}
      initialFocus={close}
      footer={
        <>
          <Button ref={close} size="large" onClick={props.onClose}>
            Close
          </Button>
          {legacyKind && (
            <Button size="large" variant="primary" onClick={() => recreate(key)}>
              Recreate as custom key
            </Button>
          )}
        </>
      }
    >
      <Banner tone="warning" title="This key’s permissions cannot be changed">
        {props.refusal}
      </Banner>
      {legacyKind && (
        <p>
          A custom key with the same permissions is made, and then takes this key’s place in the configs that
          carry it.
        </p>
      )}
    </Dialog>
  )
}

function Editor(props: {
  readonly detail: KeyDetail
  readonly options: CreateOptions
  readonly onClose: () => void
}) {
  const { options, onClose } = props
  const { key, presetPermissions } = props.detail
  const before = { type: key.type, presets: key.presets, permissions: key.permissions }
  const [picks, setPicks] = useState(before)
  const [tried, setTried] = useState(false)
  const { busy, failure, submit } = useSubmit(() => {
    announce(`${key.name} is changed.`)
    onClose()
  })
  const info = useVendor(key.provider)
  const record = info?.mode === 'record' ? info.name : null
  const change = rightsChange(before, picks)
  const problem = rightsProblem(picks, options.presets)
  const locked = standaloneOf(picks, options.presets) !== null
  const strange = unlisted(picks, options.permissions)
  const standsFor = (name: string) => {
    const listed = options.presets.find((each) => each.name === name)?.permissions ?? []
    return listed.length > 0 ? listed : (presetPermissions[name] ?? [])
  }
  const save = () => {
    setTried(true)
    if (busy || problem) return
    if (change) void submit(api['keys.setRights']({ ref: refOf(key), change }))
    else onClose()
  }
  return (
    <GuardedDialog
      size="medium"
      title={`What ${key.name} may do`}
      description={
        record
          ? `Change it on the page of ${record} as well: there is no API for it, so what stands here is your word.`
          : 'Its value and the configs that carry it stay as they are.'
      }
      unsaved={change ? 'the changes' : null}
      onClose={onClose}
      onSubmit={save}
      footer={
        <>
          <RightsSentence before={before} after={picks} standsFor={standsFor} />
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button
            size="large"
            type="submit"
            variant="primary"
            busy={busy}
            aria-disabled={change === null || undefined}
          >
            Save
          </Button>
        </>
      }
    >
      <FailureBanner failure={failure} kept="What you chose is still here." />
      {options.presets.length + key.presets.length > 0 && (
        <Presets
          options={options}
          draft={picks}
          problem={undefined}
          known={presetPermissions}
          onChange={setPicks}
        />
      )}
      {isShort(options) ? (
        <ShortList
          names={[...options.permissions, ...strange]}
          chosen={picks.permissions}
          onToggle={(name) => setPicks(withPermissions(picks, [name]))}
        />
      ) : (
        <div className={styles.permissions}>
          <PermissionPicker
            permissions={options.permissions}
            groups={options.permissionGroups}
            chosen={picks.permissions}
            hint={
              locked
                ? 'Locked: the chosen preset stands alone.'
                : `${options.presets.length > 0 ? 'In addition to the presets. ' : ''}One that is not listed can be typed whole, such as logs.data-ingress:SendData.`
            }
            disabled={locked}
            onToggle={(names) => setPicks(withPermissions(picks, names))}
          />
        </div>
      )}
      {strange.length > 0 && options.permissions.length > 0 && !isShort(options) && (
        <Banner tone="info" title="Not in the vendor’s list, and kept as they are">
          <ul>
            {strange.map((name) => (
              <li key={name}>
                <Mono wrap>{name}</Mono>
              </li>
            ))}
          </ul>
        </Banner>
      )}
      {tried && problem && <Banner live tone="error" title={problem} />}
      <RightsSummary before={before} after={picks} />
    </GuardedDialog>
  )
}
