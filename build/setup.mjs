import { runMain, say } from './lib/say.mjs'
import { setUp } from './lib/setup.mjs'

// npm run setup: set-up alone. Where the fall-back Electron serves, this tries the official one again.
await runMain(async () => {
  const electron = await setUp({ preferOfficial: true })
  say(`All here: dependencies, Electron ${electron.version} (${electron.source}), boot loaders, app`)
})
