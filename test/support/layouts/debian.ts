/** Debian, Kali and what else boots with live-boot; the installers. Names and words are those of the published media. */
import { armImage } from '../../main/engine/recipes/bytes'
import { LINUX, grubMenu, image, initrd } from './layout'
import type { Layout } from './layout'

const LIVE = initrd('scripts/live', 'usr/bin/live-boot')
const SQUASHFS = { '/live/filesystem.squashfs': image('squashfs') }

const CLONEZILLA_WORDS =
  '/live/vmlinuz boot=live union=overlay username=user hostname=noble config quiet loglevel=0 components noswap edd=on nomodeset enforcing=0 locales= keyboard-layouts= ocs_live_run="ocs-live-general" ocs_live_extra_param="" ocs_live_batch="no" vga=788'

export const DEBIAN_LAYOUTS: readonly Layout[] = [
  {
    name: 'debian-12-live',
    label: 'd-live 12.5.0 gn amd64',
    recipe: 'debian-live',
    is: ['Official Debian GNU/Linux Live', '12.5.0'],
    files: {
      ...SQUASHFS,
      '/.disk/info': 'Official Debian GNU/Linux Live 12.5.0 gnome 2024-02-10T11:37',
      '/live/vmlinuz-6.1.0-18-amd64': LINUX,
      '/live/initrd.img-6.1.0-18-amd64': LIVE,
      '/install/vmlinuz': LINUX,
      '/install/initrd.gz': initrd('lib/debian-installer'),
      '/dists/bookworm/Release': 'x',
      '/pool/x.deb': 'x',
      '/boot/grub/grub.cfg': grubMenu(
        [
          'Live system (amd64)',
          '/live/vmlinuz-6.1.0-18-amd64 boot=live components quiet splash findiso=${iso_path}',
          '/live/initrd.img-6.1.0-18-amd64',
        ],
        ['Start installer', '/install/vmlinuz vga=788 --- quiet', '/install/initrd.gz'],
      ),
    },
  },
  {
    name: 'kali-live',
    label: 'Kali Live',
    recipe: 'debian-live',
    is: ['Kali GNU/Linux', '2024.1'],
    files: {
      ...SQUASHFS,
      '/.disk/info': 'Kali GNU/Linux 2024.1 "Kali-last-snapshot" - Official amd64 LIVE/INSTALL Binary',
      '/live/vmlinuz-6.6.9-amd64': LINUX,
      '/live/initrd.img-6.6.9-amd64': LIVE,
      '/isolinux/isolinux.cfg': `default live
label live
  kernel /live/vmlinuz-6.6.9-amd64
  append initrd=/live/initrd.img-6.6.9-amd64 boot=live components quiet splash noeject findiso=
label live-forensic
  kernel /live/vmlinuz-6.6.9-amd64
  append initrd=/live/initrd.img-6.6.9-amd64 boot=live components quiet splash noeject findiso= noswap noautomount
`,
    },
  },
  {
    name: 'lmde-6',
    label: 'LMDE 6 Cinnamon 64-bit',
    recipe: 'debian-live',
    is: ['LMDE', '6'],
    files: {
      ...SQUASHFS,
      '/.disk/info': 'LMDE 6 "Faye" - Release 64-bit 20230920',
      '/live/vmlinuz': LINUX,
      '/live/initrd.lz': LIVE,
      '/boot/grub/grub.cfg': grubMenu([
        'Start LMDE 6',
        '/live/vmlinuz boot=live live-config live-media-path=/live quiet splash --',
        '/live/initrd.lz',
      ]),
    },
  },
  {
    name: 'grml',
    label: 'grml64-full 2022.11',
    recipe: 'debian-live',
    is: ['grml64-full', '2022.11'],
    asksFor: ['/live/grml64-full/grml64-full.squashfs'],
    files: {
      '/live/grml64-full/grml64-full.squashfs': image('grml'),
      '/live/grml64-full/filesystem.module': 'grml64-full.squashfs\n',
      '/GRML/grml64-full/grml-version': 'grml64-full 2022.11 Release Codename MalGuckes [2022-11-23]',
      '/boot/grml64full/vmlinuz': LINUX,
      '/boot/grml64full/initrd.img': LIVE,
    },
  },
  {
    name: 'clonezilla',
    label: '3.1.2-22-amd64',
    recipe: 'clonezilla',
    is: ['Clonezilla', '3.1.2-22'],
    files: {
      ...SQUASHFS,
      '/Clonezilla-Live-Version': 'clonezilla-live-3.1.2-22-amd64\nThis Clonezilla live was created by: ocs-iso\n',
      '/.disk/info': 'Debian GNU/Linux Clonezilla',
      '/live/vmlinuz': LINUX,
      '/live/initrd.img': LIVE,
      '/live/memtest': LINUX,
      '/live/ipxe.lkrn': LINUX,
      '/boot/grub/grub.cfg': `${grubMenu(
        ['Clonezilla live (VGA 800x600)', `${CLONEZILLA_WORDS} ip= net.ifnames=0 splash`, '/live/initrd.img'],
        [
          'Clonezilla live (VGA 800x600 & To RAM)',
          `${CLONEZILLA_WORDS} toram=live,syslinux,EFI ip= net.ifnames=0 splash`,
          '/live/initrd.img',
        ],
        [
          'Clonezilla live (KMS)',
          `${CLONEZILLA_WORDS.replace(' nomodeset', '')} ip= net.ifnames=0 splash`,
          '/live/initrd.img',
        ],
      )}menuentry "Memtest86+" {\n  linux16 /live/memtest\n}\nmenuentry "iPXE" {\n  linux16 /live/ipxe.lkrn\n}\n`,
    },
  },
  {
    name: 'gparted',
    label: 'GParted-live',
    recipe: 'gparted',
    is: ['GParted Live', '1.6.0-3'],
    files: {
      ...SQUASHFS,
      '/GParted-Live-Version': 'gparted-live-1.6.0-3-amd64\n',
      '/live/vmlinuz': LINUX,
      '/live/initrd.img': LIVE,
    },
  },
  {
    name: 'tails',
    label: 'TAILS 6.3 - 20240521',
    recipe: 'tails',
    is: ['Tails', ''],
    refused: true,
    files: {
      ...SQUASHFS,
      '/live/Tails.module': 'filesystem.squashfs\n',
      '/live/vmlinuz': LINUX,
      '/live/initrd.img': LIVE,
    },
  },
  {
    name: 'debian-12-netboot',
    recipe: 'debian-installer',
    filesystem: 'archive',
    is: ['Debian installer', '12'],
    files: {
      '/version.info': 'Debian version: 12 (bookworm)\nInstaller build: 20230607+deb12u5\n',
      '/debian-installer/amd64/linux': LINUX,
      '/debian-installer/amd64/initrd.gz': initrd('lib/debian-installer'),
      '/debian-installer/amd64/bootnetx64.efi': 'shim',
      '/debian-installer/arm64/linux': armImage(),
      '/debian-installer/arm64/initrd.gz': initrd('lib/debian-installer'),
    },
  },
  {
    name: 'ubuntu-18.04-netboot',
    recipe: 'debian-installer',
    filesystem: 'archive',
    is: ['Debian installer', ''],
    files: {
      '/version.info': 'Ubuntu version: 18.04\n',
      '/ubuntu-installer/amd64/linux': LINUX,
      '/ubuntu-installer/amd64/initrd.gz': initrd('lib/debian-installer'),
      '/pxelinux.0': 'pxelinux',
      '/ldlinux.c32': 'c32',
    },
  },
  {
    name: 'debian-12-netinst',
    label: 'Debian 12.5.0 amd64 n',
    recipe: 'debian-cd',
    is: ['Debian GNU/Linux', '12.5.0'],
    refused: true,
    files: {
      '/.disk/info': 'Debian GNU/Linux 12.5.0 "Bookworm" - Official amd64 NETINST with firmware 20240210-11:27',
      '/install.amd/vmlinuz': LINUX,
      '/install.amd/initrd.gz': initrd('lib/debian-installer'),
      '/dists/bookworm/Release': 'x',
      '/pool/x.deb': 'x',
      '/boot/grub/grub.cfg': grubMenu(['Install', '/install.amd/vmlinuz vga=788 --- quiet', '/install.amd/initrd.gz']),
    },
  },
  {
    name: 'kali-installer',
    label: 'Kali Linux amd64 1',
    recipe: 'debian-cd',
    is: ['Kali GNU/Linux', '2024.1'],
    refused: true,
    files: {
      '/.disk/info':
        'Kali GNU/Linux 2024.1 "Kali-last-snapshot" - Official amd64 BD Binary-1 with firmware 20240225-08:51',
      '/install.amd/vmlinuz': LINUX,
      '/install.amd/initrd.gz': initrd('lib/debian-installer'),
      '/dists/kali-last-snapshot/Release': 'x',
      '/pool/x.deb': 'x',
    },
  },
  {
    name: 'devuan-netinstall',
    label: 'DEVUAN_DAEDALUS_5.0.0',
    recipe: 'debian-cd',
    is: ['Devuan GNU/Linux', '5.0.0'],
    refused: true,
    files: {
      '/.disk/info': 'Devuan GNU/Linux 5.0.0 "Daedalus" - amd64 netinstall',
      '/boot/isolinux/linux': LINUX,
      '/boot/isolinux/initrd.gz': initrd('lib/debian-installer'),
      '/dists/daedalus/Release': 'x',
      '/pool/x.deb': 'x',
    },
  },
]
