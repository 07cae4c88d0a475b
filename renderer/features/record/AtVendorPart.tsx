import { ExternalLink } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Account } from '../../../shared/model.ts'
import type { ConsolePage, ProviderInfo } from '../../../shared/providers.ts'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { attempt } from '../../store.ts'
import { typeSentences, typeWords } from '../../words.ts'
import styles from './Record.module.css'
import type { RecordDraft } from './record-form.ts'

/** The first step: where the key is made, and what is chosen there. */
export function AtVendorPart(props: {
  readonly account: Account
  readonly info: ProviderInfo
  readonly draft: RecordDraft
  /** The name of the key whose place it takes. */
  readonly replaces: string | null
}) {
  const { account, info, draft, replaces } = props
  const [page, setPage] = useState<ConsolePage | null>(null)
  const open = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    let gone = false
    void api['accounts.report']({ accountId: account.id }).then((answer) => {
      if (!gone && answer.ok) setPage(answer.value.pages[0] ?? null)
    })
    return () => {
      gone = true
    }
  }, [account.id])
  useEffect(() => {
    if (page) open.current?.focus()
  }, [page])
  const others = info.types.filter((type) => type !== draft.type)
  return (
    <>
      <Banner
        tone="info"
        title={`${info.name} has no API for keys: you make it there, and record it here.`}
      />
      {page && (
        <p>
          <Button
            ref={open}
            icon={<ExternalLink />}
            onClick={() =>
              void attempt(api['app.open']({ kind: 'console', accountId: account.id, page: page.id }))
            }
          >
            Open {page.label}
          </Button>
        </p>
      )}
      <p>Add a new key there and choose:</p>
      <dl className={styles.facts}>
        <dt>Name</dt>
        <dd>
          {replaces
            ? `One that tells it from ${replaces}, such as ${replaces}-2.`
            : 'Where it is used: one key per agent or site.'}
        </dd>
        <dt>Type</dt>
        <dd>
          {typeWords[draft.type]}. {typeSentences[draft.type]}
          {others.map((type) => (
            <span key={type} className={styles.other}>
              {typeWords[type]}: {typeSentences[type]}
            </span>
          ))}
        </dd>
        {draft.permissions.length > 0 && (
          <>
            <dt>Permissions</dt>
            <dd>
              {draft.permissions.join(' and ')}
              {replaces ? ', as the old key has.' : '. No more than its use needs.'}
            </dd>
          </>
        )}
        <dt>Enabled</dt>
        <dd>On.</dd>
      </dl>
      <Banner tone="warning" title="Its value is shown only once">
        Copy or download it before you leave that page. It is stored here in the third step.
      </Banner>
    </>
  )
}
