import { Check, Copy } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { announce } from '../store.ts'
import styles from './CodeLine.module.css'
import { copyShown } from './copy-shown.ts'
import { IconButton } from './IconButton.tsx'

/** A command to be run elsewhere, whole and ready to copy. It never holds a value. */
export function CodeLine({ command }: { readonly command: string }) {
  const code = useRef<HTMLElement>(null)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => {
    if (!code.current || !copyShown(code.current)) return
    setCopied(true)
    announce('Command copied.')
  }
  return (
    <span className={styles.line}>
      <code ref={code} className={styles.code}>
        {command}
      </code>
      <IconButton
        compact
        label={copied ? 'Copied' : `Copy ${command}`}
        icon={copied ? <Check /> : <Copy />}
        onClick={copy}
      />
    </span>
  )
}
