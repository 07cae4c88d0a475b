import { defineConfig } from 'vitest/config'

// Ten thousand generated and mutated files per format, in memory.
export default defineConfig({
  test: {
    include: ['test/fuzz/**/*.fuzz.ts'],
    environment: 'node',
    globals: false,
    // Nothing here leaves anything behind, and loading the same modules for each file costs more.
    isolate: false,
    teardownTimeout: 10_000,
  },
})
