/** A real Debian live medium, built out of Debian's own packages: a kernel, live-boot, and a system in a squashfs. */
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE, make } from './media'
import { run } from './process'

/** What the system says on the serial port once it is up. */
export const LIVE_IS_UP = /BOOTDROP-LIVE-UP/

const PACKAGES = ['linux-image-amd64', 'live-boot', 'systemd-sysv', 'udev']
const UNIT = `[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo BOOTDROP-LIVE-UP > /dev/ttyS0'
[Install]
WantedBy=multi-user.target
`

/** The ISO, about 320 MB. Made once, in a minute or two. @throws Error when the packages cannot be had */
export function debianLive(): string {
  const iso = join(CACHE, 'debian-live.iso')
  make(iso, (path) => {
    const work = `${path}.work`
    try {
      const tree = join(work, 'iso')
      buildTree(join(work, 'root'), tree)
      run('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-J', '-V', 'd-live 12.0 amd64', '-o', path, tree])
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
  })
  return iso
}

function buildTree(root: string, tree: string): void {
  for (const folder of [root, join(tree, 'live'), join(tree, '.disk')]) mkdirSync(folder, { recursive: true })
  const { suite, mirror } = ownDebian()
  run('debootstrap', ['--variant=minbase', `--include=${PACKAGES.join(',')}`, suite, root, mirror])
  writeFileSync(join(root, 'etc/systemd/system/bootdrop-live-up.service'), UNIT)
  const wants = join(root, 'etc/systemd/system/multi-user.target.wants')
  mkdirSync(wants, { recursive: true })
  symlinkSync('../bootdrop-live-up.service', join(wants, 'bootdrop-live-up.service'))
  const boot = readdirSync(join(root, 'boot'))
  for (const [prefix, name] of Object.entries({ 'vmlinuz-': 'vmlinuz', 'initrd.img-': 'initrd.img' })) {
    const file = boot.find((entry) => entry.startsWith(prefix))
    if (file === undefined) throw new Error(`debootstrap left no ${prefix}* in boot/`)
    copyFileSync(join(root, 'boot', file), join(tree, 'live', name))
  }
  writeFileSync(join(tree, '.disk/info'), 'Debian GNU/Linux 12.0 "Bookworm" - Unofficial amd64 LIVE\n')
  run('mksquashfs', [
    root,
    join(tree, 'live/filesystem.squashfs'),
    '-quiet',
    '-no-progress',
    '-comp',
    'zstd',
    '-e',
    'boot',
  ])
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
