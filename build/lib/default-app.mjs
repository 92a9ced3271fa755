/**
 * The app that Electron starts when it is given a folder. Electron's own is not in the npm package's runtime; this one does what
 * is needed of it: `electron [switches] [-r MODULE] FOLDER`.
 *
 * It is an ES module that awaits the app: Electron holds `ready` back until then, and the app may register schemes, which is
 * only allowed before `ready`.
 */
export const DEFAULT_APP = `import { app } from 'electron'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const words = process.argv.slice(1)
const modules = []
let argument
while (words.length > 0 && argument === undefined) {
  const word = words.shift()
  if (word === '-r' || word === '--require') modules.push(words.shift())
  else if (!word.startsWith('-')) argument = word
}
if (argument === undefined) {
  console.error('Usage: electron FOLDER')
  process.exit(1)
}
const place = resolve(argument)
const folder = statSync(place).isDirectory() ? place : dirname(place)
const manifest = join(folder, 'package.json')
const about = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {}
Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true })
app.setAppPath(folder)
if (about.productName ?? about.name) app.setName(about.productName ?? about.name)
if (about.version) app.setVersion(about.version)
try {
  for (const module of modules) createRequire(join(folder, 'package.json'))(module)
  const main = place === folder ? join(folder, about.main ?? 'index.js') : place
  await import(pathToFileURL(main).href)
} catch (error) {
  console.error(error)
  process.exit(1)
}
`

export const DEFAULT_APP_MANIFEST = JSON.stringify({ name: 'electron', type: 'module', main: 'main.js' })
