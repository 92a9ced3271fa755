/** Real systems out of Debian's own packages, for live media of several kinds. */
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CACHE, make } from './media'
import { run } from './process'

export interface LiveIso {
  /** Of the file in the cache. */
  readonly name: string
  readonly label: string
  readonly packages: readonly string[]
  /** Installed afterwards: debootstrap knows no alternatives, and would put initramfs-tools beside dracut. */
  readonly afterwards?: readonly string[]
  /** Shell line that runs as root once the system is up; its output goes to the serial port. */
  readonly says: string
  /** Fills the tree of the disc, `root` being the system; `squash` makes a squashfs of it, or of another folder. */
  readonly fill: (root: string, tree: string, squash: (path: string, from?: string) => void) => void
}

/** The ISO, a few hundred MB. Made once, in a minute or two. @throws Error when the packages cannot be had */
export function liveIso({ name, label, packages, afterwards = [], says, fill }: LiveIso): string {
  const iso = join(CACHE, `${name}.iso`)
  make(iso, (path) => {
    const work = `${path}.work`
    const root = join(work, 'root')
    const tree = join(work, 'iso')
    try {
      for (const folder of [root, tree]) mkdirSync(folder, { recursive: true })
      const { suite, mirror } = ownDebian()
      run('debootstrap', ['--variant=minbase', `--include=${packages.join(',')}`, suite, root, mirror])
      if (afterwards.length > 0) inRoot(root, `apt-get install -qq --no-install-recommends ${afterwards.join(' ')}`)
      speakOnceUp(root, says)
      fill(root, tree, (target, from = root) => squash(from, target))
      run('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-J', '-V', label, '-o', path, tree])
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
  })
  return iso
}

/** Runs a shell line in the tree, with the kernel's own file systems, and with our way to the mirror. */
export function inRoot(root: string, line: string): void {
  const script = `set -e
    mount -t proc proc "$1/proc"; mount -t sysfs sys "$1/sys"; mount --rbind /dev "$1/dev"
    touch "$1/etc/resolv.conf"; mount --bind /etc/resolv.conf "$1/etc/resolv.conf"
    DEBIAN_FRONTEND=noninteractive chroot "$1" sh -ec "$2" </dev/null`
  // A mount namespace of its own: nothing stays mounted, whatever happens.
  run('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', root, line])
}

/** Writes a file of a tree, its folders too. */
export function put(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

/** Copies what debootstrap left in /boot, `vmlinuz-6.1…` for the prefix `vmlinuz-`. */
export function copyFromBoot(root: string, prefix: string, target: string): void {
  const file = readdirSync(join(root, 'boot')).find((entry) => entry.startsWith(prefix))
  if (file === undefined) throw new Error(`debootstrap left no ${prefix}* in boot/`)
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(join(root, 'boot', file), target)
}

function speakOnceUp(root: string, says: string): void {
  const unit = [
    ...['[Unit]', 'After=multi-user.target', '[Service]', 'Type=oneshot'],
    `ExecStart=/bin/sh -c '{ ${says}; } > /dev/ttyS0 2>&1'`,
    ...['[Install]', 'WantedBy=multi-user.target', ''],
  ]
  put(join(root, 'etc/systemd/system/bootdrop-live-up.service'), unit.join('\n'))
  const wants = join(root, 'etc/systemd/system/multi-user.target.wants')
  mkdirSync(wants, { recursive: true })
  symlinkSync('../bootdrop-live-up.service', join(wants, 'bootdrop-live-up.service'))
}

function squash(root: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true })
  run('mksquashfs', [root, target, '-quiet', '-no-progress', '-comp', 'zstd', '-e', 'boot'])
}

/** Suite and mirror of this machine's own package sources. */
function ownDebian(): { suite: string; mirror: string } {
  const suite = /^VERSION_CODENAME=(\S+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
  const line = run('apt-get', ['indextargets', '--format', '$(SITE)|$(CODENAME)|$(ORIGIN)', 'Created-By: Packages'])
    .split('\n')
    .find((target) => target.endsWith(`|${suite}|Debian`))
  const mirror = line?.split('|')[0]
  if (suite === undefined || mirror === undefined) throw new Error('this machine has no Debian package sources')
  return { suite, mirror }
}
