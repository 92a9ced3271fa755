/** Proxmox, Alpine and the small ones. Names are those of the published media. */
import { LINUX, LINUX_32, grubMenu, image, initrd } from './layout'
import type { Layout } from './layout'

const PROXMOX = {
  '/.cd-info':
    "PRODUCT='pve'\nPRODUCTLONG='Proxmox Virtual Environment'\nRELEASE='8.2'\nISORELEASE='1'\nARCH='amd64'\n",
  '/boot/linux26': LINUX,
  '/boot/initrd.img': initrd('init', 'bin/busybox'),
  '/pve-installer.squashfs': image('installer'),
  '/proxmox/packages/x.deb': 'x',
  '/boot/grub/grub.cfg': grubMenu([
    'Install Proxmox VE (Graphical)',
    '/boot/linux26 ro ramdisk_size=16777216 rw quiet splash=silent',
    '/boot/initrd.img',
  ]),
}

const GENTOO = {
  '/boot/gentoo': LINUX,
  '/boot/gentoo.igz': initrd('init'),
  '/image.squashfs': image('gentoo'),
}

export const SMALL_LAYOUTS: readonly Layout[] = [
  { name: 'proxmox-ve', label: 'PVE', recipe: 'proxmox', is: ['Proxmox Virtual Environment', '8.2'], files: PROXMOX },
  {
    name: 'proxmox-ve-auto',
    label: 'PVE',
    recipe: 'proxmox-auto',
    is: ['Proxmox Virtual Environment', '8.2'],
    files: { ...PROXMOX, '/auto-installer-mode.toml': 'mode = "http"\n' },
  },
  {
    name: 'alpine-iso',
    label: 'alpine-std 3.20.0 x86_64',
    recipe: 'alpine',
    is: ['Alpine Linux', '3.20.0'],
    refused: true,
    files: {
      '/.alpine-release': 'alpine-standard-3.20.0 240522\n',
      '/boot/vmlinuz-lts': LINUX,
      '/boot/initramfs-lts': initrd('sbin/nlplug-findfs'),
      '/boot/modloop-lts': image('modloop'),
      '/apks/.boot_repository': '',
      '/boot/grub/grub.cfg': grubMenu([
        'Linux lts',
        '/boot/vmlinuz-lts modules=loop,squashfs,sd-mod,usb-storage quiet',
        '/boot/initramfs-lts',
      ]),
    },
  },
  {
    name: 'alpine-netboot',
    recipe: 'alpine-netboot',
    filesystem: 'archive',
    is: ['Alpine Linux', ''],
    asksFor: ['/boot/modloop-lts'],
    files: {
      '/boot/vmlinuz-lts': LINUX,
      '/boot/initramfs-lts': initrd('sbin/nlplug-findfs'),
      '/boot/modloop-lts': image('modloop'),
      '/boot/config-6.6.31-0-lts': 'x',
    },
  },
  {
    name: 'alpine-netboot-with-packages',
    recipe: 'alpine-netboot',
    filesystem: 'folder',
    is: ['Alpine Linux', ''],
    asksFor: ['/boot/modloop-virt', '/apks/x86_64/APKINDEX.tar.gz'],
    files: {
      '/boot/vmlinuz-virt': LINUX,
      '/boot/initramfs-virt': initrd('sbin/nlplug-findfs'),
      '/boot/modloop-virt': image('modloop'),
      '/apks/x86_64/APKINDEX.tar.gz': 'index',
    },
  },
  {
    name: 'tinycore-x86',
    label: 'TinyCore',
    recipe: 'tinycore',
    is: ['Tiny Core Linux', ''],
    files: {
      '/boot/vmlinuz': LINUX_32,
      '/boot/core.gz': initrd('init'),
      '/cde/onboot.lst': 'Xvesa.tcz\n',
      '/boot/isolinux/isolinux.cfg':
        'label tc\n  kernel /boot/vmlinuz\n  initrd /boot/core.gz\n  append loglevel=3 cde\n',
    },
  },
  {
    name: 'tinycore-x64',
    label: 'CorePure64',
    recipe: 'tinycore',
    is: ['Tiny Core Linux', ''],
    files: { '/boot/vmlinuz64': LINUX, '/boot/corepure64.gz': initrd('init') },
  },
  {
    name: 'slax',
    label: 'Slax',
    recipe: 'slax',
    is: ['Slax', ''],
    files: {
      '/slax/boot/vmlinuz': LINUX,
      '/slax/boot/initrfs.img': initrd('lib/livekitlib'),
      '/slax/01-core.sb': image('core'),
      '/slax/boot/syslinux.cfg':
        'LABEL default\nKERNEL /slax/boot/vmlinuz\nAPPEND vga=normal initrd=/slax/boot/initrfs.img slax.flags=perch,automount\n',
    },
  },
  {
    name: 'porteus',
    label: 'Porteus',
    recipe: 'porteus',
    is: ['Porteus', ''],
    refused: true,
    files: {
      '/porteus/base/000-kernel.xzm': image('kernel'),
      '/boot/syslinux/vmlinuz': LINUX,
      '/boot/syslinux/initrd.xz': 'xz',
    },
  },
  {
    name: 'puppy',
    label: 'Puppy-fossapup64',
    recipe: 'puppy',
    is: ['Puppy Linux', ''],
    files: {
      '/vmlinuz': LINUX,
      '/initrd.gz': initrd('init'),
      '/puppy_fossapup64_9.5.sfs': image('puppy'),
      '/zdrv_fossapup64_9.5.sfs': image('zdrv'),
      '/isolinux.cfg': 'label puppy\n  kernel vmlinuz\n  append initrd=initrd.gz pmedia=cd\n',
    },
  },
  {
    name: 'mx',
    label: 'MX-Live',
    recipe: 'antix',
    is: ['MX', '23.3'],
    refused: true,
    files: {
      '/version': 'MX-23.3_x64 Libretto May 19, 2024\n',
      '/antiX/vmlinuz': LINUX,
      '/antiX/initrd.gz': initrd('init'),
      '/antiX/linuxfs': image('linuxfs'),
      '/boot/grub/grub.cfg': grubMenu(['MX', '/antiX/vmlinuz quiet splasht nosplash', '/antiX/initrd.gz']),
    },
  },
  {
    name: 'gentoo',
    label: 'ISO-AMD64-MINIMAL-20241201',
    recipe: 'gentoo',
    is: ['Gentoo Linux', ''],
    files: {
      ...GENTOO,
      '/boot/grub/grub.cfg': grubMenu([
        'Boot LiveCD',
        '/boot/gentoo dokeymap nodhcp root=live:CDLABEL=ISO-AMD64-MINIMAL-20241201 rd.live.dir=/ rd.live.squashimg=image.squashfs cdroot',
        '/boot/gentoo.igz',
      ]),
    },
  },
  {
    name: 'gentoo-genkernel',
    label: 'Gentoo amd64 20220601',
    recipe: 'gentoo-genkernel',
    is: ['Gentoo Linux', ''],
    files: {
      ...GENTOO,
      '/boot/grub/grub.cfg': grubMenu([
        'Boot LiveCD',
        '/boot/gentoo dokeymap looptype=squashfs loop=/image.squashfs cdroot',
        '/boot/gentoo.igz',
      ]),
    },
  },
  {
    name: 'nixos-iso',
    label: 'nixos-minimal-24.05-x86_64',
    recipe: 'nixos',
    is: ['NixOS', '24.05'],
    refused: true,
    files: {
      '/nix-store.squashfs': image('nix'),
      '/boot/bzImage': LINUX,
      '/boot/initrd': initrd('init'),
      '/isolinux/isolinux.cfg':
        'label boot\n  linux /boot/bzImage\n  append init=/nix/store/x/init root=LABEL=nixos\n  initrd /boot/initrd\n',
    },
  },
  {
    name: 'nixos-netboot',
    recipe: 'nixos-netboot',
    filesystem: 'folder',
    is: ['NixOS', ''],
    asksFor: ['/bzImage', '/initrd'],
    files: {
      '/bzImage': LINUX,
      '/initrd': initrd('init'),
      '/netboot.ipxe':
        '#!ipxe\nkernel bzImage init=/nix/store/x/init initrd=initrd loglevel=4 ${cmdline}\ninitrd initrd\nboot\n',
    },
  },
  {
    name: 'kaspersky',
    label: 'Kaspersky Rescue Disk',
    recipe: 'kaspersky',
    is: ['Kaspersky Rescue Disk', ''],
    asksFor: ['/data/000-core.srm'],
    files: {
      '/data/000-core.srm': image('core'),
      '/boot/grub/k-x86_64': LINUX,
      '/boot/grub/initrd.xz': 'xz',
    },
  },
  {
    name: 'mageia',
    label: 'Mageia-9-x86_64',
    recipe: 'mageia',
    is: ['Mageia', '9'],
    asksFor: ['/x86_64/media/media_info/media.cfg'],
    files: {
      '/isolinux/x86_64/vmlinuz': LINUX,
      '/isolinux/x86_64/all.rdz': initrd('init'),
      '/x86_64/VERSION': 'Mageia 9 Official-x86_64-Download 20230823\n',
      '/x86_64/media/media_info/media.cfg': 'x',
      '/isolinux/isolinux.cfg':
        'label linux\n  kernel x86_64/vmlinuz\n  append initrd=x86_64/all.rdz automatic=method:cdrom vga=788 splash quiet\n',
    },
  },
  {
    name: 'slackware',
    label: 'SlackDVD',
    recipe: 'slackware',
    is: ['Slackware', '15.0'],
    files: {
      '/ANNOUNCE.15_0': 'Announcing Slackware Linux 15.0!\n',
      '/kernels/huge.s/bzImage': LINUX,
      '/isolinux/initrd.img': initrd('init'),
      '/slackware64/PACKAGES.TXT': 'x',
      '/isolinux/isolinux.cfg':
        'label huge.s\n  kernel /kernels/huge.s/bzImage\n  append initrd=initrd.img load_ramdisk=1 prompt_ramdisk=0 rw printk.time=0 SLACK_KERNEL=huge.s\n',
    },
  },
  {
    name: 'shredos',
    label: 'SHREDOS',
    recipe: 'shredos',
    is: ['ShredOS', ''],
    files: {
      '/boot/shredos': LINUX,
      '/boot/grub/grub.cfg': 'menuentry "shredos" {\n  linux /boot/shredos console=tty3 loglevel=3\n}\n',
    },
  },
  {
    name: 'dban',
    label: 'DBAN',
    recipe: 'dban',
    is: ['DBAN', ''],
    files: {
      '/dban.bzi': LINUX_32,
      '/isolinux.cfg': 'LABEL autonuke\nKERNEL dban.bzi\nAPPEND nuke="dwipe --autonuke" silent vga=785\n',
    },
  },
]
