import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// Fast tests of the code alone: no Electron, no display, no daemon.
export default defineConfig({
  plugins: [react()],
  test: {
    include: ['test/unit/**/*.test.{ts,tsx}'],
    environment: 'node',
    globals: false,
    testTimeout: 15_000,
    hookTimeout: 15_000,
    teardownTimeout: 10_000,
  },
})
