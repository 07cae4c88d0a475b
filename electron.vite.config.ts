import { chmodSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

// Native add-ons load their .node file by a path relative to themselves, and Electron
// is not a package that can be bundled: everything else goes into the bundle, so that
// the command line starts fast and the packaged app carries two packages, not eighty.
const external = ['electron', 'keytar', '@photostructure/sqlite', /^node:/]

// The command line is started by its name.
const executable = {
  name: 'executable-command-line',
  writeBundle: () => chmodSync('out/main/keyturn.js', 0o755),
}

export default defineConfig({
  main: {
    plugins: [executable],
    build: {
      externalizeDeps: false,
      rollupOptions: {
        external,
        // Five programs share the code of main/: the app, the command line, the process that
        // alone talks to the keychain, the one of the embedded vendor API, and a scan's thread.
        input: {
          index: 'main/index.ts',
          keyturn: 'main/cli/keyturn.ts',
          'keychain-process': 'main/vault/keychain-process.ts',
          'sandbox-process': 'main/desktop/sandbox-process.ts',
          'scan-worker': 'main/scan/scan-worker.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      // A sandboxed preload is one CommonJS file: it cannot import chunks.
      rollupOptions: {
        external: ['electron'],
        input: { index: 'preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: { rollupOptions: { input: 'renderer/index.html' }, assetsInlineLimit: 0 },
  },
})
