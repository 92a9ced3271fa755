/** Ubuntu and its relatives. Names and words of the menus are those of the published ISOs. */
import { LINUX, grubMenu, image, initrd } from './layout'
import type { Layout } from './layout'

const CASPER = initrd('scripts/casper', 'conf/uuid.conf')

function casper(linux: string, initrds: string, words: string) {
  return grubMenu(
    ['Try or Install', `${linux} ${words}`, initrds],
    ['Safe graphics', `${linux} nomodeset ${words}`, initrds],
  )
}

export const CASPER_LAYOUTS: readonly Layout[] = [
  {
    name: 'ubuntu-24.04-desktop',
    label: 'Ubuntu 24.04.1 LTS amd64',
    recipe: 'casper',
    is: ['Ubuntu', '24.04.1'],
    files: {
      '/.disk/info': 'Ubuntu 24.04.1 LTS "Noble Numbat" - Release amd64 (20240827.1)',
      '/.disk/casper-uuid-generic': '7a4f\n',
      '/casper/vmlinuz': LINUX,
      '/casper/initrd': CASPER,
      '/casper/minimal.squashfs': image('minimal'),
      '/casper/minimal.standard.live.squashfs': image('live'),
      '/EFI/boot/bootx64.efi': 'shim',
      '/boot/grub/grub.cfg': casper('/casper/vmlinuz', '/casper/initrd', '$cmdline --- quiet splash'),
      '/boot/grub/loopback.cfg': casper(
        '/casper/vmlinuz',
        '/casper/initrd',
        'iso-scan/filename=${iso_path} --- quiet splash',
      ),
    },
  },
  {
    name: 'ubuntu-22.04-server',
    label: 'Ubuntu-Server 22.04.4 LTS amd64',
    recipe: 'ubuntu-server',
    is: ['Ubuntu-Server', '22.04.4'],
    files: {
      '/.disk/info': 'Ubuntu-Server 22.04.4 LTS "Jammy Jellyfish" - Release amd64 (20240216)',
      '/casper/vmlinuz': LINUX,
      '/casper/initrd': CASPER,
      '/casper/hwe-vmlinuz': LINUX,
      '/casper/hwe-initrd': CASPER,
      '/casper/ubuntu-server-minimal.squashfs': image('minimal'),
      '/casper/ubuntu-server-minimal.ubuntu-server.squashfs': image('server'),
      '/boot/grub/grub.cfg': grubMenu(
        ['Try or Install Ubuntu Server', '/casper/vmlinuz ---', '/casper/initrd'],
        ['Ubuntu Server with the HWE kernel', '/casper/hwe-vmlinuz ---', '/casper/hwe-initrd'],
      ),
    },
  },
  {
    name: 'ubuntu-26.04-server-no-menu',
    label: 'Ubuntu-Server 26.04 LTS amd64',
    recipe: 'ubuntu-server',
    is: ['Ubuntu-Server', '26.04'],
    files: {
      '/.disk/info': 'Ubuntu-Server 26.04 LTS "Resolute Raccoon" - Release amd64 (20260423)',
      '/casper/vmlinuz': LINUX,
      '/casper/initrd': CASPER,
      '/casper/ubuntu-server-minimal.squashfs': image('minimal'),
    },
  },
  {
    name: 'ubuntu-18.04-desktop',
    label: 'Ubuntu 18.04.6 LTS amd64',
    recipe: 'casper-old',
    is: ['Ubuntu', '18.04.6'],
    refused: true,
    files: {
      '/.disk/info': 'Ubuntu 18.04.6 LTS "Bionic Beaver" - Release amd64 (20210915)',
      '/casper/vmlinuz': LINUX,
      '/casper/initrd': CASPER,
      '/casper/filesystem.squashfs': image('fs'),
      '/boot/grub/grub.cfg': casper('/casper/vmlinuz', '/casper/initrd', 'boot=casper quiet splash ---'),
    },
  },
  {
    name: 'ubuntu-18.04-server-classic',
    label: 'Ubuntu-Server 18.04.6 LTS amd64',
    recipe: 'ubuntu-server-classic',
    is: ['Ubuntu-Server', '18.04.6'],
    asksFor: ['/dists/bionic/Release'],
    files: {
      '/.disk/info': 'Ubuntu-Server 18.04.6 LTS "Bionic Beaver" - Release amd64 (20210917)',
      '/install/vmlinuz': LINUX,
      '/install/initrd.gz': initrd('lib/debian-installer'),
      '/install/filesystem.squashfs': image('fs'),
      '/install/netboot/ubuntu-installer/amd64/linux': LINUX,
      '/install/netboot/ubuntu-installer/amd64/initrd.gz': initrd(
        'lib/debian-installer',
        'usr/lib/debian-installer/retriever/net-retriever',
      ),
      '/install/netboot/ubuntu-installer/amd64/pxelinux.0': 'pxelinux',
      '/dists/bionic/Release': 'Suite: bionic\n',
      '/pool/main/l/linux/x.deb': 'deb',
      '/isolinux/isolinux.cfg':
        'label install\n  kernel /install/vmlinuz\n  append file=/cdrom/preseed/ubuntu-server.seed initrd=/install/initrd.gz quiet ---\n',
    },
  },
  {
    name: 'mint-22',
    label: 'Linux Mint 22 Cinnamon 64-bit',
    recipe: 'casper',
    is: ['Linux Mint', '22'],
    files: {
      '/.disk/info': 'Linux Mint 22 "Wilma" - Release amd64 20240722',
      '/casper/vmlinuz': LINUX,
      '/casper/initrd.lz': CASPER,
      '/casper/filesystem.squashfs': image('fs'),
      '/boot/grub/grub.cfg': casper(
        '/casper/vmlinuz',
        '/casper/initrd.lz',
        'boot=casper uuid=aaaa username=mint hostname=mint quiet splash --',
      ),
    },
  },
  {
    name: 'pop-os-22.04',
    label: 'Pop_OS 22.04 amd64 Intel',
    recipe: 'casper',
    is: ['Pop_OS', '22.04'],
    files: {
      '/.disk/info': 'Pop_OS 22.04 "jammy" - Release amd64 (20240501)',
      '/casper_pop-os_22.04_amd64_intel_debug_42/vmlinuz.efi': LINUX,
      '/casper_pop-os_22.04_amd64_intel_debug_42/initrd.gz': CASPER,
      '/casper_pop-os_22.04_amd64_intel_debug_42/filesystem.squashfs': image('fs'),
      '/boot/grub/grub.cfg': casper(
        '/casper_pop-os_22.04_amd64_intel_debug_42/vmlinuz.efi',
        '/casper_pop-os_22.04_amd64_intel_debug_42/initrd.gz',
        'boot=casper live-media-path=/casper_pop-os_22.04_amd64_intel_debug_42 hostname=pop-os username=pop-os noprompt ---',
      ),
    },
  },
  {
    name: 'neon',
    label: 'neon user 20240829-0716',
    recipe: 'casper',
    is: ['neon user', ''],
    files: {
      '/.disk/info': 'neon user "jammy" - Build amd64 LIVE Binary 20240829-07:16',
      '/casper/vmlinuz': LINUX,
      '/casper/initrd': CASPER,
      '/casper/filesystem.squashfs': image('fs'),
      '/boot/grub/grub.cfg': casper('/casper/vmlinuz', '/casper/initrd', 'boot=casper maybe-ubiquity quiet splash ---'),
    },
  },
  {
    name: 'rescuezilla',
    label: 'Rescuezilla',
    recipe: 'casper',
    is: ['Rescuezilla', '2.5.1'],
    files: {
      '/.disk/info': 'Rescuezilla 2.5.1 (noble)',
      '/casper/vmlinuz': LINUX,
      '/casper/initrd.lz': CASPER,
      '/casper/filesystem.squashfs': image('fs'),
      '/boot/grub/grub.cfg': casper(
        '/casper/vmlinuz',
        '/casper/initrd.lz',
        'boot=casper quiet splash fastboot fsck.mode=skip noprompt toram',
      ),
    },
  },
]
