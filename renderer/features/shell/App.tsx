import { Toasts } from '../../components/Toasts.tsx'
import { Dialogs } from '../dialogs.tsx'

export function App() {
  return (
    <>
      <Dialogs />
      <Toasts />
    </>
  )
}
