import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { AccessPolicyView } from '../../../shared/providers.ts'
import { Button } from '../../components/Button.tsx'
import { Field } from '../../components/Field.tsx'
import { PickList } from '../../components/PickList.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import styles from './AddGroup.module.css'
import { groupProblem, type PolicyDraft } from './policy-draft.ts'

interface Props {
  readonly draft: PolicyDraft
  readonly view: AccessPolicyView
  readonly onAdd: (groupId: string) => void
}

const none: ReadonlySet<string> = new Set()

/** A rule for one more group: from the list, or by its id where the groups may not be listed. */
export function AddGroup(props: Props) {
  return props.view.groupsNote === null && props.view.groups.length > 0 ? (
    <FromList {...props} />
  ) : (
    <ById {...props} />
  )
}

function FromList({ draft, view, onAdd }: Props) {
  const [query, setQuery] = useState('')
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const used = new Set(draft.rules.map((rule) => rule.groupId))
  const free = view.groups.filter((group) => !used.has(group.id))
  const found = free.filter(({ id, name }) =>
    words.every((word) => `${name} ${id}`.toLowerCase().includes(word)),
  )
  return (
    <PickList
      label="Add a group"
      hint="Arrows choose, Enter adds a rule for the group."
      placeholder="Search groups"
      empty={free.length === 0 ? 'Every group has a rule.' : `No group matches “${query.trim()}”.`}
      query={query}
      rows={found.map((group) => ({ kind: 'item', id: group.id, label: group.name, note: group.id }))}
      adds
      picked={none}
      onQuery={setQuery}
      onPick={(id) => {
        setQuery('')
        onAdd(id)
      }}
    />
  )
}

function ById({ draft, view, onAdd }: Props) {
  const [id, setId] = useState('')
  const [tried, setTried] = useState(false)
  const problem = groupProblem(draft, id)
  const add = () => {
    setTried(true)
    if (problem) return
    onAdd(id.trim())
    setId('')
    setTried(false)
  }
  return (
    <Field
      label="Add a group by its id"
      hint={view.groupsNote ?? 'The vendor lists no groups. Its page of groups shows the id of each.'}
      error={tried ? problem : null}
    >
      <div className={styles.line}>
        <TextInput
          mono
          value={id}
          maxLength={100}
          placeholder="Group id"
          onChange={setId}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            // Enter adds the group; it does not save the policy.
            event.preventDefault()
            add()
          }}
        />
        <Button size="large" icon={<Plus />} onClick={add}>
          Add
        </Button>
      </div>
    </Field>
  )
}
