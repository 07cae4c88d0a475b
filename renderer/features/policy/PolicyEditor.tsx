import { useRef, useState } from 'react'
import type { AccessPolicyView } from '../../../shared/providers.ts'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Checkbox } from '../../components/Checkbox.tsx'
import { Disclosure } from '../../components/Disclosure.tsx'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { FooterStart } from '../../components/FooterStart.tsx'
import { GuardedDialog } from '../../components/GuardedDialog.tsx'
import { Mono } from '../../components/Mono.tsx'
import { announce, findAccount } from '../../store.ts'
import { useSubmit } from '../dialogs/use-submit.ts'
import { AddGroup } from './AddGroup.tsx'
import styles from './PolicyEditor.module.css'
import { PolicyRules } from './PolicyRules.tsx'
import {
  draftOf,
  hasProblems,
  nameOfGroup,
  noPolicySentence,
  policySentence,
  problemsOf,
  samePolicy,
  toPolicy,
  warningsOf,
  withRule,
} from './policy-draft.ts'
import { ResetPolicy } from './ResetPolicy.tsx'

/** The policy as a form: who has access in general, and which groups differ. */
export function PolicyEditor(props: {
  readonly name: string
  readonly view: AccessPolicyView
  readonly onClose: () => void
}) {
  const { name, view, onClose } = props
  const { ref } = view
  const [draft, setDraft] = useState(() => draftOf(view.policy))
  const [tried, setTried] = useState(false)
  const [terms, setTerms] = useState(false)
  const [resetting, setResetting] = useState(false)
  const form = useRef<HTMLDivElement>(null)
  const { busy, failure, submit } = useSubmit<void>(() => {
    announce('The access policy is saved.')
    onClose()
  })
  const problems = problemsOf(draft)
  const before = toPolicy(draftOf(view.policy))
  const changed = !samePolicy(before, toPolicy(draft))
  const save = () => {
    setTried(true)
    if (busy) return
    if (!changed) return onClose()
    if (hasProblems(problems)) {
      // The first that is wrong; the words are spoken by it.
      setTimeout(() => form.current?.querySelector<HTMLElement>('[data-invalid] [role=combobox]')?.focus())
      return
    }
    void submit(api['keys.setPolicy']({ ref, policy: toPolicy(draft) }))
  }
  if (resetting)
    return <ResetPolicy name={name} view={view} onBack={() => setResetting(false)} onClose={onClose} />
  const { readPolicy, managePolicy } = view.permissions
  const readable = findAccount(ref.accountId)?.sync.rights.some(
    (right) => right.permission === readPolicy && right.state === 'granted',
  )
  return (
    <GuardedDialog
      size="medium"
      title={`Access policy of ${name}`}
      description="Who may see and manage the key at the vendor. Agents that send with it are not affected."
      unsaved={changed ? 'the changes' : null}
      onClose={onClose}
      onSubmit={save}
      footer={
        <>
          {view.policy && (
            <FooterStart>
              <Button size="large" onClick={() => setResetting(true)}>
                Reset…
              </Button>
            </FooterStart>
          )}
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button
            size="large"
            type="submit"
            variant="primary"
            busy={busy}
            aria-disabled={!changed || undefined}
          >
            Save
          </Button>
        </>
      }
    >
      <div ref={form} className={styles.form}>
        <FailureBanner
          failure={failure}
          kept={
            failure?.code === 'permission-missing'
              ? `Changing a policy takes ${readPolicy} and ${managePolicy}. What you chose is still here.`
              : 'What you chose is still here.'
          }
        />
        <p className={styles.sentence} role="status">
          {view.policy === null && !changed ? noPolicySentence(readPolicy, readable) : policySentence(draft)}
        </p>
        <PolicyRules draft={draft} view={view} problems={tried ? problems : null} onChange={setDraft} />
        <AddGroup
          draft={draft}
          view={view}
          onAdd={(groupId) => {
            setDraft(withRule(draft, groupId))
            setTried(false)
            announce(
              `${nameOfGroup(groupId, view.groups)} is added. It may read the key; choose another access in its row.`,
            )
          }}
        />
        <Checkbox
          label="Policy permissions"
          note={
            draft.itself
              ? 'Who may see and change this policy itself, in a column of its own.'
              : 'Off: roles decide who may see and change this policy itself.'
          }
          checked={draft.itself}
          onChange={(itself) => setDraft({ ...draft, itself })}
        />
        {tried && problems.whole && <Banner live tone="error" title={problems.whole} />}
        {warningsOf(draft).map((warning) => (
          <Banner key={warning} live tone="warning" title={warning} />
        ))}
        {view.kept.length > 0 && (
          <Banner tone="info" title="Not shown here, and kept when you save">
            <ul>
              {view.kept.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </Banner>
        )}
        <Disclosure label="What the words stand for" open={terms} onToggle={setTerms}>
          <dl className={styles.terms}>
            <dt>Default</dt>
            <dd>The policy says nothing: the permissions of their roles decide.</dd>
            <dt>Read</dt>
            <dd>
              <Mono wrap>{view.permissions.read}</Mono>
            </dd>
            <dt>Manage</dt>
            <dd>
              <Mono wrap>{view.permissions.manage}</Mono>
            </dd>
            <dt>Policy</dt>
            <dd>
              Read: <Mono wrap>{readPolicy}</Mono>. Manage: <Mono wrap>{managePolicy}</Mono>.
            </dd>
          </dl>
        </Disclosure>
      </div>
    </GuardedDialog>
  )
}
