import { execFile } from 'node:child_process'

/** Runs a program and gives what it printed; undefined where it is not there or fails. */
export type Ask = (program: string, args: readonly string[]) => Promise<string | undefined>

const WATCHER = 'org.kde.StatusNotifierWatcher'
const BUS = 'org.freedesktop.DBus'

/** Three programs can ask the session's bus; one of them is on every desktop. Each prints the word true in its own way. */
const QUESTIONS: readonly (readonly [string, readonly string[]])[] = [
  ['busctl', ['--user', 'call', BUS, `/${BUS.replaceAll('.', '/')}`, BUS, 'NameHasOwner', 's', WATCHER]],
  ['gdbus', ['call', '--session', '--dest', BUS, '--object-path', '/', '--method', `${BUS}.NameHasOwner`, WATCHER]],
  ['dbus-send', ['--session', '--print-reply', `--dest=${BUS}`, '/', `${BUS}.NameHasOwner`, `string:${WATCHER}`]],
]

const ask: Ask = (program, args) =>
  new Promise((resolve) => {
    execFile(program, args, { timeout: 3000 }, (error, stdout) => resolve(error ? undefined : stdout))
  })

/**
 * Whether this desktop shows tray icons. Windows and macOS always do. On Linux, a desktop that does owns this name on the session's bus
 * (freedesktop.org StatusNotifierItem); GNOME without an extension does not, and a hidden window could not be got back there.
 */
export async function hasTray(platform: NodeJS.Platform, asks: Ask = ask): Promise<boolean> {
  if (platform === 'win32' || platform === 'darwin') return true
  for (const [program, args] of QUESTIONS) {
    const answer = await asks(program, args)
    if (answer !== undefined) return /\btrue\b/.test(answer)
  }
  return false
}
