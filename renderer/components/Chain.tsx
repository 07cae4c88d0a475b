import { CornerDownRight } from 'lucide-react'
import type { ChainLink } from '../../shared/model.ts'
import styles from './Chain.module.css'

/** The way from a place that only refers to a key to where it stands, step by step. */
export function Chain({ links }: { readonly links: readonly ChainLink[] }) {
  if (links.length === 0) return null
  return (
    <ol className={styles.chain} aria-label="The way to the key">
      {links.map((link, index) => (
        <li key={`${link.file}:${link.line}:${link.text}`} className={styles.link}>
          {index > 0 && <CornerDownRight />}
          <span>
            <code className={styles.place} title={link.file}>
              {nameOf(link.file)}
              {link.line !== null && `:${link.line}`}
            </code>{' '}
            {link.text}
          </span>
        </li>
      ))}
    </ol>
  )
}

const nameOf = (path: string) => path.split(/[\\/]/).at(-1) ?? path
