import { Tooltip } from '@base-ui/react/tooltip'
import { lazy, Suspense, useEffect } from 'react'
import { Toasts } from '../../components/Toasts.tsx'
import { useMedia, useSlow } from '../../hooks.ts'
import { useStore } from '../../store.ts'
import { useVendors } from '../../vendors.ts'
import { DetailPane } from '../detail/DetailPane.tsx'
import { Dialogs } from '../dialogs.tsx'
import { WindowDrop } from '../import/WindowDrop.tsx'
import { InboxView } from '../inbox/InboxView.tsx'
import { KeysView } from '../keys/KeysView.tsx'
import { FirstRun } from '../overview/FirstRun.tsx'
import { OverviewView } from '../overview/OverviewView.tsx'
import { Palette } from '../palette/Palette.tsx'
import { useRotationNews } from '../rotation/use-rotation-news.ts'
import { ScanView } from '../scan/ScanView.tsx'
import styles from './App.module.css'
import { LiveRegions } from './LiveRegions.tsx'
import { LoadFailed, Loading } from './Loading.tsx'
import { Sidebar } from './Sidebar.tsx'
import { StatusBar } from './StatusBar.tsx'
import { StuckValues } from './StuckValues.tsx'
import { TopBar } from './TopBar.tsx'
import { useFocusAfterMove } from './use-focus-after-move.ts'
import { useShortcuts } from './use-shortcuts.ts'

// Loaded when first shown: the list of keys does not wait for them.
const RotationsView = lazy(() => import('../rotation/RotationsView.tsx'))
const RotationView = lazy(() => import('../rotation/RotationView.tsx'))
const SettingsView = lazy(() => import('../settings/SettingsView.tsx'))

function View() {
  const view = useStore((state) => state.view)
  const detailOpen = useStore((state) => state.detailOpen && state.selected !== null)
  const narrow = useMedia('(width < 900px)')
  if (view.kind === 'overview') return <OverviewView />
  if (view.kind === 'inbox') return <InboxView />
  if (view.kind === 'scan') return <ScanView />
  if (view.kind === 'settings') return <SettingsView />
  if (view.kind === 'rotations') return <RotationsView />
  if (view.kind === 'rotation') return <RotationView view={view} />
  if (narrow) return detailOpen ? <DetailPane page /> : <KeysView />
  return (
    <>
      <KeysView />
      <DetailPane />
    </>
  )
}

/** Theme and density are attributes of the root, so that tokens alone answer to them. */
function useAppearance(): void {
  const theme = useStore((state) => state.snapshot?.preferences.theme)
  const density = useStore((state) => state.snapshot?.preferences.density)
  useEffect(() => {
    const root = document.documentElement
    if (theme && theme !== 'system') root.dataset.theme = theme
    else delete root.dataset.theme
    root.dataset.density = density ?? 'compact'
  }, [theme, density])
}

function Content() {
  const loaded = useStore((state) => state.snapshot !== null)
  const failure = useStore((state) => state.loadFailure)
  const firstRun = useStore(
    (state) => state.snapshot?.accounts.length === 0 && state.view.kind !== 'settings',
  )
  const slow = useSlow(!loaded && !failure)
  if (!loaded) return failure ? <LoadFailed failure={failure} /> : slow ? <Loading /> : null
  if (firstRun) return <FirstRun />
  return (
    <div className={styles.frame}>
      <Sidebar />
      <div className={styles.work}>
        <TopBar />
        <StuckValues />
        <main className={styles.view} id="main" tabIndex={-1}>
          <Suspense fallback={null}>
            <View />
          </Suspense>
        </main>
      </div>
      <StatusBar />
    </div>
  )
}

export function App() {
  useShortcuts()
  useFocusAfterMove()
  useAppearance()
  useRotationNews()
  // Asked for once: what can be done with an account follows from its vendor.
  useVendors()
  return (
    <Tooltip.Provider>
      {/* Stays the same when the first account replaces the first screen: an open dialog has hidden it from screen readers. */}
      <div className={styles.ground}>
        <Content />
      </div>
      <Palette />
      <Dialogs />
      <WindowDrop />
      <Toasts />
      <LiveRegions />
    </Tooltip.Provider>
  )
}
