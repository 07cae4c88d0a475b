import { defineConfig } from 'vitest/config'

// Ten thousand generated and mutated files per format, in memory: five thousand of each kind.
export default defineConfig({
  test: {
    include: ['test/fuzz/**/*.fuzz.ts'],
    environment: 'node',
    globals: false,
    // Nothing here leaves anything behind, and loading the same modules for each file costs more.
    isolate: false,
    // One core would be left idle otherwise, which is half of two.
    maxWorkers: '100%',
    teardownTimeout: 10_000,
  },
})
