import { CircleAlert, Users, X } from 'lucide-react'
import { useId } from 'react'
import type { AccessPolicyView, PolicyAccess, PolicyGrant } from '../../../shared/providers.ts'
import { IconButton } from '../../components/IconButton.tsx'
import { Select } from '../../components/Select.tsx'
import { announce } from '../../store.ts'
import styles from './PolicyRules.module.css'
import {
  accesses,
  accessNotes,
  accessWords,
  changedRule,
  nameOfGroup,
  type PolicyDraft,
  type PolicyProblems,
  withoutRule,
} from './policy-draft.ts'

const options = accesses.map((value) => ({ value, label: accessWords[value], note: accessNotes[value] }))

/** The accesses of one row: to the key, and where it is asked for, to the policy. */
function Grants(props: {
  readonly who: string
  readonly grant: PolicyGrant
  readonly itself: boolean
  readonly onChange: (change: Partial<PolicyGrant>) => void
}) {
  const { who, grant } = props
  const select = (of: keyof PolicyGrant, label: string) => (
    <div className={styles.grant}>
      <span className={styles.what} aria-hidden="true">
        {of === 'access' ? 'Key' : 'Policy'}
      </span>
      <Select<PolicyAccess>
        label={label}
        value={grant[of]}
        options={options}
        onChange={(access) => props.onChange({ [of]: access })}
      />
    </div>
  )
  return (
    <>
      {select('access', `Access of ${who} to the key`)}
      {props.itself && select('policy', `Access of ${who} to the policy`)}
    </>
  )
}

/** Everybody, then each group that differs. */
export function PolicyRules(props: {
  readonly draft: PolicyDraft
  readonly view: AccessPolicyView
  readonly problems: PolicyProblems | null
  readonly onChange: (draft: PolicyDraft) => void
}) {
  const { draft, view, problems, onChange } = props
  const id = useId()
  const list = `${id}-rules`
  const remove = (index: number, name: string) => {
    onChange(withoutRule(draft, index))
    announce(`The rule of ${name} is removed.`)
    // The button that had the focus is gone: the next one takes it, else the first field below.
    setTimeout(() => {
      const buttons = document.getElementById(list)?.querySelectorAll<HTMLElement>('[data-remove]')
      const next = buttons?.[Math.min(index, buttons.length - 1)]
      ;(next ?? document.getElementById(list)?.querySelector<HTMLElement>('[role=combobox]'))?.focus()
    })
  }
  return (
    <ul
      id={list}
      className={styles.rules}
      data-itself={draft.itself || undefined}
      aria-label="Who may access"
    >
      <li className={styles.rule}>
        <span className={styles.who}>
          <span className={styles.name}>General access</span>
          <span className={styles.note}>Everybody whom no rule names</span>
        </span>
        <Grants
          who="everybody else"
          grant={draft.general}
          itself={draft.itself}
          onChange={(change) => onChange({ ...draft, general: { ...draft.general, ...change } })}
        />
      </li>
      {draft.rules.map((rule, index) => {
        const name = nameOfGroup(rule.groupId, view.groups)
        const problem = problems?.rules.get(index)
        // Two rules may name the same group until one of them is removed.
        const place = `${rule.groupId} ${index}`
        return (
          <li key={place} className={styles.rule} data-invalid={problem ? true : undefined}>
            <span className={styles.who}>
              <span className={styles.name}>
                <Users />
                <bdi>{name}</bdi>
              </span>
              {problem && (
                <span className={styles.problem} role="alert">
                  <CircleAlert />
                  {problem}
                </span>
              )}
            </span>
            <Grants
              who={name}
              grant={rule}
              itself={draft.itself}
              onChange={(change) => onChange(changedRule(draft, index, change))}
            />
            <span className={styles.remove}>
              <IconButton
                compact
                data-remove
                label={`Remove the rule of ${name}`}
                icon={<X />}
                onClick={() => remove(index, name)}
              />
            </span>
          </li>
        )
      })}
    </ul>
  )
}
