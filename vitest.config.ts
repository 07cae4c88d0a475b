import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// Fast tests of the code alone: no Electron, no display, no daemon.
export default defineConfig({
  plugins: [react()],
  test: {
    include: ['test/unit/**/*.test.{ts,tsx}'],
    environment: 'node',
    globals: false,
    // Half of the time went into loading the same modules again for each file. What a test changes in its
    // process (environment, timers, mocks) it puts back itself.
    isolate: false,
    // One core would be left idle otherwise, which is half of two.
    maxWorkers: '100%',
    unstubEnvs: true,
    unstubGlobals: true,
    testTimeout: 15_000,
    hookTimeout: 15_000,
    teardownTimeout: 10_000,
  },
})
