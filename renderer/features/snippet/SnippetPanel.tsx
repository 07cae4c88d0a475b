import { Copy } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { AgentInfo, Key } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { CopiedNote } from '../../components/CopiedNote.tsx'
import { copyShown } from '../../components/copy-shown.ts'
import { FailureBanner } from '../../components/FailureBanner.tsx'
import { Field } from '../../components/Field.tsx'
import { Instruction } from '../../components/Instruction.tsx'
import { Select } from '../../components/Select.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { announce, attempt, setClipboard } from '../../store.ts'
import styles from './SnippetPanel.module.css'

/** A ready configuration for one agent. What is shown never has the value in it: that goes to the clipboard alone. */
export function SnippetPanel({ agent, keyed }: { readonly agent: AgentInfo; readonly keyed: Key }) {
  const [format, setFormat] = useState(agent.formats[0] ?? '')
  const [application, setApplication] = useState(keyed.name)
  const [subsystem, setSubsystem] = useState<string>(agent.id)
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [copied, setCopied] = useState<'plain' | 'value' | null>(null)
  const shown = useRef<HTMLPreElement>(null)
  const { accountId, id: keyId } = keyed
  const [asking, setAsking] = useState(false)

  useEffect(() => {
    let gone = false
    // While typing, the last one counts.
    const timer = setTimeout(async () => {
      const answer = await api['agents.snippet']({
        agentId: agent.id,
        ref: { accountId, keyId },
        format,
        application,
        subsystem,
      })
      if (gone) return
      setFailure(answer.ok ? null : answer.failure)
      if (answer.ok) setText(answer.value.text)
    }, 120)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [agent.id, accountId, keyId, format, application, subsystem])

  const copyPlain = () => {
    if (!shown.current || !copyShown(shown.current)) return
    setCopied('plain')
    announce('Snippet copied, without the value.')
  }
  const copyWithValue = async () => {
    setAsking(true)
    const request = { agentId: agent.id, ref: { accountId, keyId }, format, application, subsystem }
    const status = await attempt(api['agents.copySnippet'](request))
    setAsking(false)
    if (!status) return
    setClipboard(status)
    setCopied('value')
  }
  return (
    <div className={styles.panel}>
      <div className={styles.options}>
        {agent.formats.length > 1 && (
          <Field label="Format">
            <Select
              value={format}
              options={agent.formats.map((each) => ({ value: each, label: each }))}
              onChange={setFormat}
            />
          </Field>
        )}
        <Field label="Application name">
          <TextInput value={application} maxLength={200} onChange={setApplication} />
        </Field>
        <Field label="Subsystem name">
          <TextInput value={subsystem} maxLength={200} onChange={setSubsystem} />
        </Field>
      </div>
      {failure ? (
        <FailureBanner failure={failure} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must get in
        <section className={styles.text} tabIndex={0} aria-label={`Snippet for ${agent.name}`}>
          <pre ref={shown}>{text}</pre>
        </section>
      )}
      <div className={styles.actions}>
        <Button icon={<Copy />} disabled={text === '' || failure !== null} onClick={() => copyPlain()}>
          Copy snippet
        </Button>
        <Button
          icon={<Copy />}
          busy={asking}
          disabled={failure !== null}
          onClick={() => void copyWithValue()}
        >
          Copy with value
        </Button>
        {copied === 'plain' && <span className={styles.note}>Copied, without the value</span>}
        {copied === 'value' && <CopiedNote />}
      </div>
      <div className={styles.after}>
        <Instruction text={agent.afterChange} />
      </div>
    </div>
  )
}
