import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import './tokens.css'
import './base.css'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './features/shell/App.tsx'
import { listenToScans } from './scan.ts'
import { listen, load } from './store.ts'

listen()
listenToScans()
void load()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

// Our policy allows no inline style elements, so the component library must not add any.
createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <App />
    </CSPProvider>
  </StrictMode>,
)
