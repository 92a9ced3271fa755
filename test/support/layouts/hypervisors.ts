/** ESXi, XCP-ng and what else is a platform of its own. */
import { gzipSync } from 'node:zlib'
import { withPe } from '../../main/engine/recipes/bytes'
import { LINUX, image, initrd } from './layout'
import type { BootLayout } from './boot-layout'

/** A program for 64-bit UEFI. */
export const EFI = withPe(Buffer.alloc(2048, 7), 0x8664)

/** As on the ISO of ESXi 8; names on the ISO are upper case. */
const BOOT_CFG = `bootstate=0
title=Loading ESXi installer
timeout=5
prefix=
kernel=/b.b00
kernelopt=cdromBoot runweasel
modules=/jumpstrt.gz --- /useropts.gz --- /features.gz --- /k.b00 --- /s.v00 --- /imgdb.tgz --- /imgpayld.tgz
build=8.0.2-0.0.22380479
updated=0
`
const ESXI_MODULES = [
  'B.B00',
  'JUMPSTRT.GZ',
  'USEROPTS.GZ',
  'FEATURES.GZ',
  'K.B00',
  'S.V00',
  'IMGDB.TGZ',
  'IMGPAYLD.TGZ',
]

export const ESXI: BootLayout = {
  name: 'esxi-8',
  label: 'ESXI-8.0U2-22380479-STANDARD',
  filesystem: 'iso9660',
  recipe: 'esxi',
  is: ['VMware ESXi', '8.0U2'],
  files: {
    '/BOOT.CFG': BOOT_CFG,
    '/EFI/BOOT/BOOTX64.EFI': EFI,
    '/EFI/BOOT/BOOT.CFG': BOOT_CFG,
    '/MBOOT.C32': 'mboot',
    ...Object.fromEntries(ESXI_MODULES.map((name) => [`/${name}`, image(name)])),
  },
}

const XEN = Buffer.from('\x7fELF xen '.repeat(500), 'latin1')
const XCP = {
  '/boot/xen.gz': gzipSync(XEN),
  '/boot/vmlinuz': LINUX,
  '/install.img': image('install.img'),
  '/EFI/xenserver/grub.cfg': 'menuentry "install" {\n  multiboot2 /boot/xen.gz\n}\n',
  '/.treeinfo': '[platform]\nname = XCP\nversion = 3.4.0\n\n[branding]\nname = XCP-ng\nversion = 8.3.0\n',
  '/Packages/a.rpm': 'rpm',
  '/repodata/repomd.xml': '<repomd/>',
}

export const XCP_NG: BootLayout = {
  name: 'xcp-ng-8.3',
  label: 'XCP-ng 8.3.0',
  recipe: 'xcp-ng',
  is: ['XCP-ng', '8.3.0'],
  asksFor: ['/.treeinfo', '/repodata/repomd.xml'],
  files: { ...XCP, '/EFI/xenserver/grubx64.efi': EFI },
}

export const PLATFORM_LAYOUTS: readonly BootLayout[] = [
  ESXI,
  XCP_NG,
  { name: 'xenserver-7', label: 'XenServer-7.6.0', recipe: 'xcp-ng', is: ['XenServer', '7.6.0'], files: XCP },
  {
    name: 'truenas-scale',
    label: 'ISOIMAGE',
    recipe: 'truenas-scale',
    is: ['TrueNAS SCALE', ''],
    files: {
      '/vmlinuz': LINUX,
      '/initrd.img': initrd('scripts/live'),
      '/live/filesystem.squashfs': image('truenas'),
      '/TrueNAS.update': image('update'),
    },
  },
  {
    name: 'talos-iso',
    label: 'TALOS_V1_8_0',
    recipe: 'talos',
    is: ['Talos Linux', '1_8_0'],
    files: { '/boot/vmlinuz': LINUX, '/boot/initramfs.xz': image('talos') },
  },
  {
    name: 'talos-files',
    filesystem: 'folder',
    recipe: 'talos',
    is: ['Talos Linux', ''],
    files: { '/vmlinuz-amd64': LINUX, '/initramfs-amd64.xz': image('talos') },
  },
  {
    name: 'flatcar-pxe',
    filesystem: 'folder',
    recipe: 'flatcar',
    is: ['Flatcar', '4081.2.0'],
    files: {
      '/flatcar_production_pxe.vmlinuz': LINUX,
      '/flatcar_production_pxe_image.cpio.gz': image('flatcar'),
      '/version.txt': 'FLATCAR_BUILD=4081\nFLATCAR_VERSION=4081.2.0\n',
    },
  },
  {
    name: 'harvester',
    label: 'COS_LIVE',
    recipe: 'harvester',
    is: ['Harvester', '1.4.0'],
    files: {
      '/rootfs.squashfs': image('harvester'),
      '/boot/kernel': LINUX,
      '/boot/initrd': initrd('init'),
      '/bundle/x': 'x',
      '/harvester-release.yaml': 'harvester: v1.4.0\n',
    },
  },
]
