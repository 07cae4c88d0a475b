import { FileDown } from 'lucide-react'
import { api } from '../../api.ts'
import { Button } from '../../components/Button.tsx'
import { attempt, toast } from '../../store.ts'
import styles from './Page.module.css'

/** Everything that was done and seen, as a file to keep. It never holds a value. */
export function ReceiptButtons({ id }: { readonly id: string }) {
  const save = async (format: 'json' | 'html') => {
    const saved = await attempt(api['rotations.saveReceipt']({ id, format }))
    if (saved) toast({ tone: 'ok', text: 'The receipt is saved.', detail: saved.file })
  }
  return (
    <>
      <span className={styles.note}>Receipt</span>
      <Button size="large" icon={<FileDown />} onClick={() => void save('json')}>
        Save as JSON…
      </Button>
      <Button size="large" icon={<FileDown />} onClick={() => void save('html')}>
        Save as HTML…
      </Button>
    </>
  )
}
