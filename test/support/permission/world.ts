/**
 * An ordinary user on the LAN's laptop: uid 65534 in a mount namespace of its own, in which pkexec is a stand-in of ours (or the
 * real one, with polkit and a message bus that nobody else sees). Nothing of the computer is changed: what sudo and
 * polkit read lies under the namespace's own mounts, and goes with its last process.
 */
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import type { Event } from '../../lan/bootdrop'
import type { Lan } from '../../lan/netns'
import type { Child } from '../../lan/process'

const NOBODY = 65_534
const ROOT = resolve('.')
/** The checkout as the ordinary user sees it: the real one may lie below /root. */
const SEEN = '/mnt/repo'

/** What the stand-in does. `real`: polkit itself, with a rule that says so. */
export type Answer =
  'allow' | 'dismiss' | 'deny' | 'no-agent' | 'wait' | 'missing' | 'die' | `real-${'YES' | 'NO' | 'AUTH_ADMIN'}`

/** pkexec(1): clears the environment, keeps fds 0 to 2, runs as root; 126 when the dialog was closed, 127 when it may not be. */
const STAND_IN = `#!/bin/sh
echo asked >>"$HOME/asked"
[ "$1" = --disable-internal-agent ] && shift
case $(cat "$HOME/answer") in
  dismiss) echo 'Error executing command as another user: Request dismissed' >&2; exit 126 ;;
  deny) echo 'Error executing command as another user: Not authorized' >&2; exit 127 ;;
  no-agent) echo 'Error executing command as another user: No authentication agent found.' >&2; exit 127 ;;
  wait) exec sleep 600 ;;
  die) exit 3 ;;
esac
exec sudo -n /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin PKEXEC_UID="$(id -u)" "$@"
`

const WORLD = `set -e
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/repo
mount --bind "${ROOT}" /mnt/repo
touch /mnt/node
mount --bind "${process.execPath}" /mnt/node
folder=$1; answer=$2; path=/usr/bin:/bin; shift 2
case $answer in
  missing) mkdir /mnt/empty; ln -s /usr/bin/env /usr/bin/id /usr/bin/sh /mnt/empty; path=/mnt/empty ;;
  real-*)
    mkdir -p /run/dbus; mount -t tmpfs -o mode=755 tmpfs /run/dbus
    mount --bind "$folder/rules" /etc/polkit-1/rules.d
    dbus-daemon --system --nofork --nopidfile >"$folder/dbus.log" 2>&1 & bus=$!
    for _ in $(seq 100); do [ -S /run/dbus/system_bus_socket ] && break; sleep 0.05; done
    polkitd=$(ls /usr/lib/polkit-1/polkitd /usr/libexec/polkitd 2>/dev/null | head -1)
    "$polkitd" --no-debug >"$folder/polkit.log" 2>&1 & authority=$!
    trap 'kill $authority $bus' EXIT
    for _ in $(seq 100); do grep -q 'Acquired the name' "$folder/polkit.log" && break; sleep 0.05; done
    ;;
  *) mount --bind "$folder/sudoers" /etc/sudoers.d; path="$folder/bin:$path" ;;
esac
setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups env -i PATH="$path" LC_ALL=C HOME="$folder/home" \\
  XDG_STATE_HOME="$folder/home/state" XDG_CACHE_HOME="$folder/home/cache" XDG_CONFIG_HOME="$folder/home/config" "$@"
`

/** Programs that this needs, beyond the LAN's own. */
export const NEEDED = ['sudo', 'nft', 'iptables', 'setpriv', 'unshare', 'pkexec', 'dbus-daemon']

/** Where a hostile program of the user keeps its end of the connection to the helper (hostile.ts). */
export type Holding = 'as-its-stderr' | 'as-its-stdout' | 'in-the-queue' | 'given-away'

export interface User {
  /** Where its things are, as seen from outside. */
  readonly home: string
  /** Starts `bootdrop serve` as the window does; the words after it are its own. */
  serve(answer: Answer, args: readonly string[], env?: Readonly<Record<string, string>>): UserRun
  /** Starts the hostile program, which prints the helper's answer and ends. */
  attack(how: Holding, card: string, address: string): Child
  /** How often it was asked so far. */
  asked(): number
}

export interface UserRun {
  readonly process: Child
  events(): readonly Event[]
  event(what: string, timeoutMs: number, found: (event: Event) => boolean): Promise<Event>
  /** The process id of Bootdrop itself. */
  pid(): Promise<number>
}

/** Builds what is run, and the user's own folder. */
export async function createUser(lan: Lan): Promise<User> {
  const folder = join(lan.folder, 'user')
  for (const name of ['bin', 'sudoers', 'home', 'rules', 'out']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'bin/pkexec'), STAND_IN)
  chmodSync(join(folder, 'bin/pkexec'), 0o755)
  const sudoers = 'Defaults:#65534 !use_pty,!requiretty\n#65534 ALL=(root) NOPASSWD: ALL\n'
  writeFileSync(join(folder, 'sudoers/test'), sudoers)
  chmodSync(join(folder, 'sudoers/test'), 0o440)
  writeFileSync(join(folder, 'world.sh'), WORLD)
  chownSync(join(folder, 'home'), NOBODY, NOBODY)
  await buildHarness(join(folder, 'out'))
  const home = join(folder, 'home')
  const seen = folder.replace(ROOT, SEEN)
  const enter = (answer: Answer, words: readonly string[]): Child => {
    writeFileSync(join(home, 'answer'), answer)
    const rule = `polkit.addRule(function (action, subject) {
      if (action.id === 'org.freedesktop.policykit.exec') return polkit.Result.${answer.slice('real-'.length)};
    });`
    writeFileSync(join(folder, 'rules/10-test.rules'), rule)
    return lan.start('laptop', 'unshare', '-m', 'bash', join(folder, 'world.sh'), seen, answer, ...words)
  }
  return {
    home,
    asked: () =>
      existsSync(join(home, 'asked')) ? readFileSync(join(home, 'asked'), 'utf8').split('\n').length - 1 : 0,
    serve(answer, args, env = {}) {
      const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
      return watch(enter(answer, ['env', ...variables, '/mnt/node', `${seen}/out/serve.js`, 'serve', ...args]))
    },
    attack: (how, card, address) => enter('allow', ['/mnt/node', `${seen}/out/hostile.js`, how, card, address]),
  }
}

function watch(child: Child): UserRun {
  const events = (): Event[] =>
    child
      .stdout()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Event)
  return {
    process: child,
    events,
    event: (what, timeoutMs, found) => child.until(what, timeoutMs, () => events().find(found)),
    pid: async () => {
      const started = await child.until('its process id', 10_000, () => events().find(({ type }) => type === 'process'))
      return Number(started['pid'])
    },
  }
}

/** The window's main process without a window (serve.ts), and the helper beside it as in out/main. */
async function buildHarness(outDir: string): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        input: {
          serve: join(ROOT, 'test/support/permission/serve.ts'),
          hostile: join(ROOT, 'test/support/permission/hostile.ts'),
          'ports-helper': join(ROOT, 'main/permission/helper/main.ts'),
        },
        output: { format: 'es' },
      },
    },
  })
}
