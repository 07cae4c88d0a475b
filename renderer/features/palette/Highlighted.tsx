import { Fragment } from 'react'
import styles from './Palette.module.css'

/** A text with its matched letters marked. */
export function Highlighted({ text, places }: { readonly text: string; readonly places: readonly number[] }) {
  if (places.length === 0) return text
  const marked = new Set(places)
  return [...text].map((letter, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: letters have only their place
    <Fragment key={index}>{marked.has(index) ? <b className={styles.mark}>{letter}</b> : letter}</Fragment>
  ))
}
