import { defineConfig } from 'vitest/config'

// Ten thousand generated and mutated files per format, in memory.
export default defineConfig({
  test: {
    include: ['test/fuzz/**/*.fuzz.ts'],
    environment: 'node',
    globals: false,
    teardownTimeout: 10_000,
  },
})
