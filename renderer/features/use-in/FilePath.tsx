import styles from './FilePath.module.css'
import { fileName, folderOf } from './planning.ts'

/** A path whose last part stands out; a long folder breaks rather than being cut. */
export function FilePath({ path }: { readonly path: string }) {
  return (
    <span className={styles.path}>
      <span className={styles.folder}>{folderOf(path)}</span>
      {fileName(path)}
    </span>
  )
}
