/** Small real media: Debian's netboot archive, Memtest86+ of four ages, GRUB's rescue disc, a DOS-style floppy. */
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { debianPackage } from '../support/debian-packages'
import { CACHE, debianInstaller, make, unpacked } from './media'
import { run } from './process'

/** What Debian's menu would need a key for: here it starts by itself, and on the serial port. */
const PXELINUX_DEFAULT = `serial 0 115200
default install
label install
  kernel debian-installer/amd64/linux
  append vga=788 initrd=debian-installer/amd64/initrd.gz console=ttyS0 --- quiet
`

/** netboot.tar.gz as Debian publishes it, but for the menu of its pxelinux. */
export function netbootArchive(): string {
  const archive = join(CACHE, 'netboot.tar.gz')
  make(archive, (path) => {
    const tree = `${path}.tree`
    try {
      cpSync(debianInstaller().tree, tree, { recursive: true, verbatimSymlinks: true })
      const menu = join(tree, 'debian-installer/amd64/pxelinux.cfg/default')
      rmSync(menu, { force: true })
      writeFileSync(menu, PXELINUX_DEFAULT)
      run('tar', ['-C', tree, '-czf', path, '.'])
    } finally {
      rmSync(tree, { recursive: true, force: true })
    }
  })
  return archive
}

/** Memtest86+ 5.01 as a downloaded `.bin.gz`. */
export async function memtest5(): Promise<string> {
  const bin = join(await debianPackage('bullseye', 'memtest86+'), 'boot/memtest86+.bin')
  const packed = join(CACHE, 'memtest86+-5.01.bin.gz')
  make(packed, (path) => writeFileSync(path, gzipSync(readFileSync(bin))))
  return packed
}

/** Memtest86+ 8: one file for BIOS and UEFI. */
export async function memtest8(): Promise<string> {
  const boot = join(await debianPackage('sid', 'memtest86+'), 'boot')
  const file = readdirSync(boot).find((name) => /^mt86\+x64/.test(name))
  if (file === undefined) throw new Error(`${boot} has no program for 64-bit machines: ${readdirSync(boot).join(', ')}`)
  return join(boot, file)
}

/** GRUB's rescue disc for BIOS, which asks nothing of its disc once it runs. */
export function grubRescueIso(): string {
  return join(unpacked('grub-rescue-pc'), 'usr/lib/grub-rescue/grub-rescue-cdrom.iso')
}

export const FLOPPY_SAYS = /BOOTDROP-FLOPPY-UP/

/** A floppy of 1.44 MB with a DOS file system and a loader that needs nothing but INT 13h, as a BIOS update has it. */
export function dosFloppy(): string {
  const floppy = join(CACHE, 'bios-update.img')
  make(floppy, (path) => {
    const menu = `${path}.cfg`
    run('mformat', ['-C', '-f', '1440', '-i', path, '-v', 'BIOSUPD', '::'])
    writeFileSync(menu, 'say BOOTDROP-FLOPPY-UP\nprompt 1\ntimeout 0\n')
    run('mcopy', ['-i', path, menu, '::/syslinux.cfg'])
    rmSync(menu)
    run('syslinux', ['--install', path])
  })
  return floppy
}
