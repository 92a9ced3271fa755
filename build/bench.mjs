import { join } from 'node:path'
import { run } from './lib/run.mjs'
import { root, runMain } from './lib/say.mjs'
import { setUp } from './lib/setup.mjs'

// npm run bench [-- suite…]: timings against the peers found on this machine, as ratios of one run.
await runMain(async () => {
  await setUp()
  const { build } = await import('vite')
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { external: ['koffi', 'systeminformation'] },
    build: {
      ssr: join(root, 'test/bench/main.ts'),
      outDir: join(root, 'out/bench'),
      emptyOutDir: true,
      target: 'node20',
    },
  })
  const { code } = await run(process.execPath, [join(root, 'out/bench/main.js'), ...process.argv.slice(2)], {
    cwd: root,
    quiet: false,
  })
  return code
})
