import type { MaskedChange } from '../../../shared/model.ts'
import { classNames } from '../../components/class-names.ts'
import styles from './MaskedDiff.module.css'

/**
 * What will change in one file, line by line. Values never reach the window: they are already `name •••tag`. A table,
 * so that a screen reader says the line's number with it; removed and added lines are `del` and `ins`, with a word.
 */
export function MaskedDiff(props: { readonly file: string; readonly changes: readonly MaskedChange[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll sideways, and the keyboard must get in
    <section className={styles.diff} aria-label={`Changes in ${props.file}`} tabIndex={0}>
      {props.changes.map((change) => (
        <table key={change.line} className={styles.table}>
          <caption>
            Line {change.line} <span className={styles.output}>{change.output}</span>
          </caption>
          <thead className="unseen">
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Change</th>
              <th scope="col">Text</th>
            </tr>
          </thead>
          <tbody>
            {linesOf(change).map((line) => (
              <tr
                key={`${line.number}${line.kind}`}
                className={classNames(styles.line, line.kind && styles[line.kind])}
              >
                <th scope="row" className={styles.number}>
                  {line.number}
                </th>
                <td className={styles.sign}>
                  <span aria-hidden>{line.kind && (line.kind === 'del' ? '−' : '+')}</span>
                  <span className="unseen">
                    {line.kind ? (line.kind === 'del' ? 'Removed' : 'Added') : 'Unchanged'}
                  </span>
                </td>
                <td className={styles.text}>
                  {line.kind === 'del' ? (
                    <del>{line.text}</del>
                  ) : line.kind === 'ins' ? (
                    <ins>{line.text}</ins>
                  ) : (
                    line.text
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </section>
  )
}

interface DiffLine {
  readonly number: number
  readonly kind: 'del' | 'ins' | ''
  readonly text: string
}

function linesOf(change: MaskedChange): readonly DiffLine[] {
  const first = change.line - change.contextBefore.length
  // The last line's end begins no line: an empty one there says nothing.
  const after = change.contextAfter.slice(0, change.contextAfter.findLastIndex((text) => text !== '') + 1)
  return [
    ...change.contextBefore.map((text, index): DiffLine => ({ number: first + index, kind: '', text })),
    { number: change.line, kind: 'del', text: change.before },
    { number: change.line, kind: 'ins', text: change.after },
    ...after.map((text, index): DiffLine => ({ number: change.line + 1 + index, kind: '', text })),
  ]
}
