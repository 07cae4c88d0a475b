import type { MaskedChange } from '../../../shared/model.ts'
import { classNames } from '../../components/class-names.ts'
import styles from './MaskedDiff.module.css'

/**
 * What will change in one file, line by line. Values never reach the window: they are already `name •••tag`. A table,
 * so that a screen reader says the line's number with it; removed and added lines are `del` and `ins`, with a word.
 */
export function MaskedDiff({ file, changes }: { readonly file: string; readonly changes: readonly MaskedChange[] }) {
  return (
    // Long lines scroll sideways inside it, so the keyboard must be able to get in.
    <section className={styles.diff} aria-label={`Changes in ${file}`} tabIndex={0}>
      {changes.map((change) => (
        <table key={change.line} className={styles.table}>
          <caption>
            <span className={styles.output}>{change.output}</span> line {change.line}
          </caption>
          <thead className="unseen">
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Change</th>
              <th scope="col">Text</th>
            </tr>
          </thead>
          <tbody>
            {change.contextBefore.map((text, index) => (
              <Line
                key={`before-${change.line - change.contextBefore.length + index}`}
                number={change.line - change.contextBefore.length + index}
                text={text}
              />
            ))}
            <Line number={change.line} text={change.before} kind="del" />
            <Line number={change.line} text={change.after} kind="ins" />
            {change.contextAfter.map((text, index) => (
              <Line key={`after-${change.line + 1 + index}`} number={change.line + 1 + index} text={text} />
            ))}
          </tbody>
        </table>
      ))}
    </section>
  )
}

function Line(props: { readonly number: number; readonly text: string; readonly kind?: 'del' | 'ins' }) {
  const { number, text, kind } = props
  return (
    <tr className={classNames(styles.line, kind && styles[kind])}>
      <th scope="row" className={styles.number}>
        {number}
      </th>
      <td className={styles.sign}>
        <span aria-hidden>{kind === 'del' ? '−' : kind === 'ins' ? '+' : ''}</span>
        {kind && <span className="unseen">{kind === 'del' ? 'Removed' : 'Added'}</span>}
      </td>
      <td className={styles.text}>{kind === 'del' ? <del>{text}</del> : kind === 'ins' ? <ins>{text}</ins> : text}</td>
    </tr>
  )
}
