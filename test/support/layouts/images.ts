/** Images, single programs and trees of other loaders; BSD; links. */
import { gzipSync } from 'node:zlib'
import { bootableDisc, bzImage } from '../../main/engine/recipes/bytes'
import { EFI } from './hypervisors'
import { LINUX, LINUX_32, image, initrd } from './layout'
import type { BootLayout } from './boot-layout'

const MIB = 1024 ** 2
const BIOS_DISC = bootableDisc(0)

/** Memtest86+ 5: a kernel of before boot protocol 2.00, told by the size in its header. */
export function oldKernel(sizeBytes = 182_704): Buffer {
  const bytes = Buffer.alloc(sizeBytes, 0x90)
  bytes[0x1f1] = 4
  bytes.writeUInt16LE((sizeBytes - 5 * 512 + 15) >> 4, 0x1f4)
  bytes.writeUInt16LE(0xaa55, 0x1fe)
  return bytes
}

/** A 1.44 MB floppy with a boot sector that does something. */
function floppy(): Buffer {
  const bytes = Buffer.alloc(1_474_560)
  bytes.set([0xeb, 0x58, 0x90])
  bytes.fill(0x33, 100, 400)
  bytes.writeUInt16LE(0xaa55, 510)
  return bytes
}

/** A disk with a master boot record and one active partition. */
function disk(sizeBytes = 8 * MIB): Buffer {
  const bytes = Buffer.alloc(sizeBytes)
  bytes.fill(0x33, 0, 440)
  bytes.set([0x80, 0, 0, 0, 0xa5], 446)
  bytes.writeUInt32LE(2048, 454)
  bytes.writeUInt32LE(sizeBytes / 512 - 2048, 458)
  bytes.writeUInt16LE(0xaa55, 510)
  return bytes
}

const single = (
  fileName: string,
  bytes: Buffer,
): Pick<BootLayout, 'fileName' | 'filesystem' | 'files' | 'raw' | 'size'> => ({
  fileName,
  filesystem: 'file',
  files: { [`/${fileName}`]: bytes },
  raw: bytes,
  size: bytes.length,
})

const MEMTEST: readonly BootLayout[] = [
  {
    name: 'memtest-5-bin',
    recipe: 'memtest86plus',
    is: ['Memtest86+', '5.01'],
    ...single('memtest86+-5.01.bin', oldKernel()),
  },
  {
    name: 'memtest-5-iso',
    label: 'MT501',
    filesystem: 'iso9660',
    recipe: 'memtest86plus',
    is: ['Memtest86+', ''],
    size: 2 * MIB,
    raw: BIOS_DISC,
    files: { '/BOOT/MEMTEST.IMG': Buffer.concat([oldKernel(), Buffer.alloc(1_474_560 - 182_704)]) },
  },
  {
    name: 'memtest-6-efi',
    recipe: 'memtest86plus',
    is: ['Memtest86+', ''],
    ...single('memtest64.efi', LINUX),
  },
  { name: 'memtest-8', recipe: 'memtest86plus', is: ['Memtest86+', ''], ...single('mt86p_x86_64', LINUX) },
  {
    name: 'memtest-7-iso',
    label: 'MT86PLUS_64',
    recipe: 'memtest86plus',
    is: ['Memtest86+', ''],
    size: 6 * MIB,
    raw: BIOS_DISC,
    files: { '/EFI/BOOT/bootx64.efi': LINUX, '/boot/floppy.img': bzImage() },
  },
  {
    name: 'passmark-usb',
    label: 'MEMTEST86',
    filesystem: 'fat',
    fileName: 'memtest86-usb.img',
    recipe: 'memtest86',
    is: ['MemTest86', ''],
    size: 8 * MIB,
    raw: disk(),
    files: { '/EFI/BOOT/BOOTX64.efi': EFI, '/EFI/BOOT/unifont.bin': 'x', '/EFI/BOOT/mt86.png': 'x' },
  },
]

const BSD_KERNEL = { '/boot/kernel/kernel': image('kernel'), '/boot/loader.conf': '', '/boot/defaults/loader.conf': '' }

const BSD: readonly BootLayout[] = [
  {
    name: 'freebsd-14',
    label: '14_1_RELEASE_AMD64_CD',
    recipe: 'freebsd',
    is: ['FreeBSD', '14_1'],
    refused: true,
    files: { ...BSD_KERNEL, '/bin/freebsd-version': '#!/bin/sh\n' },
  },
  {
    name: 'opnsense',
    label: 'OPNSENSE_INSTALL',
    recipe: 'freebsd',
    is: ['OPNSENSE', ''],
    refused: true,
    files: BSD_KERNEL,
  },
  {
    name: 'mfsbsd-iso',
    label: 'mfsBSD',
    fileName: 'mfsbsd-14.0-RELEASE-amd64.iso',
    recipe: 'mfsbsd',
    is: ['mfsBSD', '14.0'],
    size: 100 * MIB,
    raw: BIOS_DISC,
    files: { '/boot/kernel/kernel.gz': gzipSync('kernel'), '/mfsroot.gz': gzipSync('root'), '/boot/loader.conf': '' },
  },
  {
    name: 'mfsbsd-img',
    recipe: 'mfsbsd-disk',
    is: ['mfsBSD', '14.0'],
    ...single('mfsbsd-14.0-RELEASE-amd64.img', disk()),
  },
  {
    name: 'openbsd-cd',
    label: 'OpenBSD/amd64   7.6 Install CD',
    recipe: 'openbsd',
    is: ['OpenBSD', '7.6'],
    size: 15 * MIB,
    raw: BIOS_DISC,
    files: {
      '/7.6/amd64/bsd.rd': image('bsd.rd'),
      '/7.6/amd64/cdbr': 'x',
      '/7.6/amd64/cdboot': 'x',
      '/etc/boot.conf': '',
    },
  },
  {
    name: 'openbsd-miniroot',
    recipe: 'openbsd-disk',
    is: ['OpenBSD', '76'],
    ...single('miniroot76.img', disk()),
  },
]

const PXELINUX = {
  '/pxelinux.0': image('pxelinux'),
  '/ldlinux.c32': image('ldlinux'),
  '/pxelinux.cfg/default': 'default menu.c32\nlabel local\n  localboot 0\n',
}

export const IMAGE_LAYOUTS: readonly BootLayout[] = [
  ...MEMTEST,
  ...BSD,
  { name: 'bios-update-floppy', recipe: 'floppy-image', is: ['Floppy image', ''], ...single('update.img', floppy()) },
  { name: 'dos-disk', recipe: 'disk-image', is: ['Disk image', ''], ...single('dos.img', disk()) },
  {
    name: 'freedos-cd',
    label: 'FD13-LiveCD',
    recipe: 'iso-in-memory',
    is: ['FD13-LiveCD', ''],
    size: 300 * MIB,
    raw: BIOS_DISC,
    files: { '/isolinux/isolinux.bin': 'x', '/isolinux/memdisk': 'x' },
  },
  {
    name: 'grub-rescue',
    label: 'ISOIMAGE',
    recipe: 'iso-in-memory',
    is: ['ISOIMAGE', ''],
    size: 12 * MIB,
    raw: BIOS_DISC,
    files: { '/boot/grub/i386-pc/normal.mod': 'x', '/boot/grub/grub.cfg': 'echo hello\n', '/efi.img': 'x' },
  },
  {
    name: 'unknown-big-disc',
    label: 'ODDOS',
    recipe: 'sanboot',
    is: ['ODDOS', ''],
    size: 900 * MIB,
    raw: BIOS_DISC,
    files: { '/odd/kernel.sys': 'x' },
  },
  { name: 'uefi-shell', recipe: 'efi-program', is: ['shellx64', ''], ...single('shellx64.efi', EFI) },
  { name: 'ipxe-lkrn', recipe: 'kernel-file', is: ['ipxe', ''], ...single('ipxe.lkrn', LINUX_32) },
  {
    name: 'netboot-kpxe',
    recipe: 'bios-program',
    is: ['netboot.xyz', ''],
    ...single('netboot.xyz.kpxe', Buffer.from('nbp')),
  },
  {
    name: 'own-script',
    recipe: 'ipxe-script',
    is: ['iPXE script', ''],
    ...single('rescue.ipxe', Buffer.from('#!ipxe\nshell\n')),
  },
  {
    name: 'pxelinux-tree',
    filesystem: 'folder',
    recipe: 'pxelinux',
    is: ['pxelinux', ''],
    asksFor: ['/ldlinux.c32', '/pxelinux.cfg/default'],
    files: PXELINUX,
  },
  {
    name: 'pxelinux-tree-of-linux',
    filesystem: 'folder',
    recipe: 'generic-linux',
    is: ['Linux', ''],
    files: {
      ...PXELINUX,
      '/vmlinuz': LINUX,
      '/initrd.gz': initrd('init'),
      '/pxelinux.cfg/default': 'label tool\n  kernel vmlinuz\n  append initrd=initrd.gz quiet\n',
    },
  },
]

export const LINK_LAYOUTS: readonly BootLayout[] = [
  {
    name: 'fog',
    link: 'http://192.168.1.5/fog/service/ipxe/boot.php',
    recipe: 'fog',
    is: ['FOG', ''],
    filesystem: 'url',
    files: {},
  },
  {
    name: 'netboot-xyz',
    link: 'http://boot.netboot.xyz',
    recipe: 'ipxe-link',
    is: ['netboot.xyz', ''],
    filesystem: 'url',
    files: {},
  },
  {
    name: 'any-link',
    link: 'http://192.168.1.9/menu.ipxe',
    recipe: 'ipxe-link',
    is: ['Link', ''],
    filesystem: 'url',
    files: {},
  },
]
