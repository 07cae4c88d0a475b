import { ArrowRightToLine, Check, Copy, Import, Lock, ShieldCheck, ShieldOff, UserCheck } from 'lucide-react'
import type { KeyDetail } from '../../../shared/model.ts'
import { copyValue, openUseIn, refOf, valueRefusal } from '../../actions.ts'
import { Badge } from '../../components/Badge.tsx'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { Mono } from '../../components/Mono.tsx'
import { StateBadge } from '../../components/StateBadge.tsx'
import { useCountdown } from '../../components/use-countdown.ts'
import { openDialog, useStore } from '../../store.ts'
import { sameRef } from '../../views.ts'
import { providerWords, typeWords } from '../../words.ts'
import styles from './DetailHeader.module.css'
import { IntentBanner } from './IntentBanner.tsx'
import { KeyMenu } from './KeyMenu.tsx'
import { LegacyBanner } from './LegacyBanner.tsx'
import { RevealValue } from './RevealValue.tsx'
import { RotateButton, RotationBanner } from './RotationBanner.tsx'

function CopyButton({ detail: { key } }: { readonly detail: KeyDetail }) {
  const clipboard = useStore((state) => state.clipboard)
  const held = clipboard.state === 'held' && sameRef(clipboard.ref, refOf(key))
  const left = useCountdown(held ? clipboard.until : null)
  return (
    <Button
      icon={held ? <Check /> : <Copy />}
      aria-keyshortcuts="C"
      onClick={() => void copyValue(refOf(key))}
    >
      {held ? 'Copied' : 'Copy'}
      {held && (
        <span className={styles.left} aria-hidden="true">
          {left} s
        </span>
      )}
    </Button>
  )
}

/** Name, state, and what can be done with the value. */
export function DetailHeader({ detail }: { readonly detail: KeyDetail }) {
  const { key } = detail
  const vault = useStore((state) => state.snapshot?.vault)
  const refusal = vault ? valueRefusal(key, vault) : null

  return (
    <header className={styles.header}>
      <div className={styles.top}>
        <h2 className={styles.name}>
          <bdi>{key.name}</bdi>
        </h2>
        <KeyMenu detail={detail} />
      </div>
      <p className={styles.kind}>
        {key.legacy ? 'Legacy' : typeWords[key.type]} key in {key.account}
      </p>
      <div className={styles.badges}>
        <StateBadge state={key.state} />
        {key.stateBasis === 'user' && (
          <Badge icon={<UserCheck />}>
            By your word
            <span className="unseen">: {providerWords[key.provider]} has no way to ask for it.</span>
          </Badge>
        )}
        {key.locked && <Badge icon={<Lock />}>Locked</Badge>}
        {key.hasValue ? (
          <Badge tone="info" icon={<ShieldCheck />}>
            Value held
          </Badge>
        ) : (
          <Badge icon={<ShieldOff />}>Value not held</Badge>
        )}
        {key.isDefault && <Badge>Default key</Badge>}
        {key.rum && <Badge>Public (RUM)</Badge>}
        {key.fingerprint && (
          <span className={styles.tag}>
            <span className="unseen">Fingerprint </span>
            <Mono>{key.fingerprint}</Mono>
          </span>
        )}
      </div>
      <IntentBanner keyed={key} />
      <RotationBanner keyed={key} />
      <LegacyBanner detail={detail} />
      {key.hasValue ? (
        <>
          <div className={styles.actions}>
            <RotateButton keyed={key} />
            <Button
              icon={<ArrowRightToLine />}
              aria-keyshortcuts="U"
              disabled={refusal !== null}
              onClick={() => openUseIn(key)}
            >
              Use in…
            </Button>
            {refusal === null && <CopyButton detail={detail} />}
          </div>
          {refusal === null ? (
            <RevealValue key={`${key.accountId}/${key.id}`} keyRef={refOf(key)} />
          ) : (
            <Banner tone="warning" title="The value cannot be read now">
              {refusal}
            </Banner>
          )}
        </>
      ) : detail.intentId ? null : (
        <Banner
          tone="info"
          title="Keyturn does not hold this value"
          actions={
            <Button
              size="small"
              icon={<Import />}
              onClick={() => openDialog({ name: 'import', ref: refOf(key) })}
            >
              Import value…
            </Button>
          }
        >
          {key.secret === 'once'
            ? 'It was shown once, when the key was created. Paste it or pick the file that you downloaded.'
            : `The vendor can show it again: open the key in ${providerWords[key.provider]}, then paste it here.`}
        </Banner>
      )}
    </header>
  )
}
