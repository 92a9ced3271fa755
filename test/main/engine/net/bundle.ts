import { rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { build } from 'vite'

/** One module of the project as a file that plain Node runs, for tests that need a process of their own. */
export async function bundle(entry: string): Promise<{ readonly path: string; remove(): void }> {
  // Inside the project, so that its dependencies are found from there.
  const outDir = resolve('test-results', `bundle-${process.pid}`)
  await build({ configFile: false, logLevel: 'silent', build: { ssr: resolve(entry), outDir, emptyOutDir: false } })
  return {
    path: join(outDir, basename(entry).replace(/\.ts$/, '.js')),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  }
}
