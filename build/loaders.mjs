import { ensureLoaders } from './lib/loaders.mjs'
import { runMain, say } from './lib/say.mjs'

// node build/loaders.mjs [--update-lock]: fetches the boot loaders; with --update-lock accepts what was fetched as known.
await runMain(async () => {
  await ensureLoaders({ updateLock: process.argv.includes('--update-lock') })
  say('Boot loaders: all here (assets/boot)')
})
