import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

// `unit` and `ui` need nothing but Node; `e2e` needs a display (build/test.mjs brings Xvfb); `lan` needs root and QEMU.
export default defineConfig({
  test: {
    // Vitest leaves one processor idle; on two that doubles the time.
    maxWorkers: '100%',
    projects: [
      { test: { name: 'unit', include: ['test/{main,preload,build}/**/*.test.ts'], environment: 'node' } },
      {
        plugins: [svelte({ configFile: false })],
        resolve: { conditions: ['browser'] },
        test: { name: 'ui', include: ['test/renderer/**/*.test.ts'], environment: 'happy-dom' },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'lan',
          include: ['test/lan/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
