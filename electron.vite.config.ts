import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        // The third runs as root, in a process of its own (docs/permissions.md).
        input: {
          index: at('main/index.ts'),
          cli: at('main/cli.ts'),
          'ports-helper': at('main/permission/helper/main.ts'),
        },
        output: { format: 'es' },
      },
    },
  },
  // sandbox: true wants the preload as one CommonJS file.
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      lib: { entry: at('preload/bridge.ts'), formats: ['cjs'], fileName: () => 'index.cjs' },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [svelte({ configFile: false })],
    build: { outDir: at('out/renderer'), minify: true, rollupOptions: { input: at('renderer/index.html') } },
  },
})
