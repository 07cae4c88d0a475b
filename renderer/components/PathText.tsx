import { Mono } from './Mono.tsx'
import styles from './PathText.module.css'

/** A path on one line: where it is too long its beginning gives way, so that its end and place stay. All in the title. */
export function PathText({ path, line }: { readonly path: string; readonly line?: number }) {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
  const place = line === undefined ? '' : `:${line}`
  return (
    <span className={styles.path} title={`${path}${place}`} dir="ltr">
      <Mono>
        <span className={styles.folder}>
          <bdi dir="ltr">{path.slice(0, cut)}</bdi>
        </span>
        <span className={styles.name}>{path.slice(Math.max(0, cut))}</span>
        <span className={styles.place}>{place}</span>
      </Mono>
    </span>
  )
}
