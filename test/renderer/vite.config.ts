import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))

/** Builds the window on the fake of `Api`, so that it can be looked at and checked without Electron. */
export default defineConfig({
  root: here,
  base: './',
  plugins: [react()],
  // What a vendor is, as data, stands beside how its addresses are checked. The window never checks one.
  resolve: { alias: { 'node:net': `${here}no-net.ts` } },
  build: {
    target: 'chrome140',
    assetsInlineLimit: 0,
    outDir: `${here}../../.cache/preview`,
    emptyOutDir: true,
    rollupOptions: { input: [`${here}preview.html`, `${here}flows.html`] },
  },
})
