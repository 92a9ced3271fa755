/** A real Xen hypervisor in the layout of XenServer's and XCP-ng's discs, its dom0 a Debian kernel with a busybox. */
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE, make, unpacked } from './media'
import { run } from './process'
import { put } from './root-tree'

/** What the hypervisor and the first process of dom0 say on the serial port. */
export const XEN_IS_UP = /Xen version 4\.\d+/
export const DOM0_IS_UP = /BOOTDROP-DOM0-UP/

/** What XenServer's installer is told about is in its arguments; this one only shows that they came. */
const INIT = `#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev
/bin/busybox mount -t proc none /proc
/bin/busybox mount -t sysfs none /sys
/bin/busybox mount -t devtmpfs none /dev
{ echo "dom0: $(/bin/busybox cat /proc/cmdline)"; echo "hypervisor: $(/bin/busybox cat /sys/hypervisor/type)"; echo BOOTDROP-DOM0-UP; } > /dev/hvc0
exec /bin/busybox sleep 1000
`

const TREEINFO = `[general]
name = XCP-ng 8.3.0
family = XCP-ng
version = 8.3.0
arch = x86_64

[branding]
product = XCP-ng
`

/** Made once. @throws Error when the packages cannot be had */
export function xenIso(): string {
  const iso = join(CACHE, 'xen.iso')
  make(iso, (path) => {
    const work = `${path}.work`
    try {
      const tree = join(work, 'iso')
      mkdirSync(join(tree, 'boot'), { recursive: true })
      const xen = join(unpacked('xen-hypervisor-4.17-amd64', 'xen-hypervisor-4.20-amd64'), 'boot')
      copyFileSync(join(xen, fileIn(xen, /^xen-.*\.gz$/)), join(tree, 'boot/xen.gz'))
      const linux = join(unpacked(kernelPackage()), 'boot')
      copyFileSync(join(linux, fileIn(linux, /^vmlinuz-/)), join(tree, 'boot/vmlinuz'))
      const root = join(work, 'root')
      mkdirSync(join(root, 'bin'), { recursive: true })
      copyFileSync(join(unpacked('busybox-static'), 'bin/busybox'), join(root, 'bin/busybox'))
      put(join(root, 'init'), INIT)
      for (const program of ['init', 'bin/busybox']) chmodSync(join(root, program), 0o755)
      run('sh', [
        '-c',
        'cd "$1" && find . | cpio -o -H newc --quiet | gzip -1 >"$2"',
        'sh',
        root,
        join(tree, 'install.img'),
      ])
      put(join(tree, '.treeinfo'), TREEINFO)
      put(join(tree, 'Packages/readme'), 'packages\n')
      run('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-J', '-V', 'XCP-ng 8.3.0', '-o', path, tree])
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
  })
  return iso
}

/** The package with the kernel itself: linux-image-amd64 only depends on it. */
function kernelPackage(): string {
  const name = /^Depends: (linux-image-\S+)/m.exec(run('apt-cache', ['show', 'linux-image-amd64']))?.[1]
  if (name === undefined) throw new Error('apt-cache knows no linux-image-amd64')
  return name
}

function fileIn(folder: string, name: RegExp): string {
  const found = readdirSync(folder).find((entry) => name.test(entry))
  if (found === undefined) throw new Error(`there is no ${name} in ${folder}`)
  return found
}
