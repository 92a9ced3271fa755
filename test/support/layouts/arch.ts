/** The archiso and miso families. Names and words of the menus are those of the published media. */
import { LINUX, MICROCODE, image, initrd } from './layout'
import type { Layout } from './layout'

const HOOKS = ['hooks/archiso', 'hooks/archiso_loop_mnt', 'hooks/archiso_pxe_common', 'hooks/archiso_pxe_http']

function entry(title: string, linux: string, initrds: readonly string[], options: string): string {
  return [
    `title ${title}`,
    `linux ${linux}`,
    ...initrds.map((path) => `initrd ${path}`),
    `options ${options}`,
    '',
  ].join('\n')
}

export const ARCH_LAYOUTS: readonly Layout[] = [
  {
    name: 'arch',
    label: 'ARCH_202406',
    recipe: 'arch',
    is: ['Arch Linux', '2024.06.01'],
    asksFor: ['/arch/x86_64/airootfs.sfs', '/arch/x86_64/airootfs.sha512'],
    files: {
      '/arch/version': '2024.06.01\n',
      '/arch/boot/x86_64/vmlinuz-linux': LINUX,
      '/arch/boot/x86_64/initramfs-linux.img': initrd(...HOOKS),
      '/arch/x86_64/airootfs.sfs': image('sfs'),
      '/arch/x86_64/airootfs.sha512': 'abc  airootfs.sfs\n',
      '/boot/2024-06-01-00-00-00-00.uuid': '',
      '/loader/entries/01-archiso-x86_64-linux.conf': entry(
        'Arch Linux install medium (x86_64, UEFI)',
        '/arch/boot/x86_64/vmlinuz-linux',
        ['/arch/boot/x86_64/initramfs-linux.img'],
        'archisobasedir=arch archisosearchuuid=2024-06-01-00-00-00-00',
      ),
    },
  },
  {
    name: 'endeavouros',
    label: 'EOS_202406',
    recipe: 'arch',
    is: ['Arch Linux', ''],
    asksFor: ['/arch/x86_64/airootfs.sfs'],
    files: {
      '/arch/boot/x86_64/vmlinuz-linux': LINUX,
      '/arch/boot/x86_64/initramfs-linux.img': initrd(...HOOKS),
      '/arch/boot/intel-ucode.img': MICROCODE,
      '/arch/x86_64/airootfs.sfs': image('sfs'),
      '/loader/entries/archiso-x86_64-linux.conf': entry(
        'EndeavourOS',
        '/arch/boot/x86_64/vmlinuz-linux',
        ['/arch/boot/intel-ucode.img', '/arch/boot/x86_64/initramfs-linux.img'],
        'archisobasedir=arch archisolabel=EOS_202406 cow_spacesize=10G module_blacklist=pcspkr copytoram=auto',
      ),
    },
  },
  {
    name: 'blackarch',
    label: 'BLACKARCH_202306',
    recipe: 'arch',
    is: ['Arch Linux', ''],
    asksFor: ['/blackarch/x86_64/airootfs.sfs'],
    files: {
      '/blackarch/boot/x86_64/vmlinuz-linux': LINUX,
      '/blackarch/boot/x86_64/initramfs-linux.img': initrd(...HOOKS),
      '/blackarch/x86_64/airootfs.sfs': image('sfs'),
      '/boot/syslinux/syslinux.cfg':
        'LABEL arch64\nLINUX /blackarch/boot/x86_64/vmlinuz-linux\nINITRD /blackarch/boot/x86_64/initramfs-linux.img\nAPPEND archisobasedir=blackarch archisolabel=BLACKARCH_202306\n',
    },
  },
  {
    name: 'arch-without-menu',
    recipe: 'arch',
    filesystem: 'folder',
    is: ['Arch Linux', ''],
    asksFor: ['/arch/x86_64/airootfs.erofs'],
    files: {
      '/arch/boot/x86_64/vmlinuz-linux': LINUX,
      '/arch/boot/x86_64/initramfs-linux.img': initrd(...HOOKS),
      '/arch/boot/amd-ucode.img': MICROCODE,
      '/arch/x86_64/airootfs.erofs': image('erofs'),
    },
  },
  {
    name: 'systemrescue',
    label: 'RESCUE1101',
    recipe: 'systemrescue',
    is: ['SystemRescue', '11.01'],
    asksFor: ['/sysresccd/x86_64/airootfs.sfs'],
    files: {
      '/sysresccd/VERSION': '11.01\n',
      '/sysresccd/boot/x86_64/vmlinuz': LINUX,
      '/sysresccd/boot/x86_64/sysresccd.img': initrd(...HOOKS),
      '/sysresccd/boot/intel_ucode.img': MICROCODE,
      '/sysresccd/boot/amd_ucode.img': MICROCODE,
      '/sysresccd/x86_64/airootfs.sfs': image('sfs'),
      '/boot/grub/grubsrcd.cfg': '',
    },
  },
  {
    name: 'manjaro',
    label: 'MANJARO_KDE_240',
    recipe: 'manjaro',
    is: ['Manjaro', ''],
    asksFor: ['/manjaro/x86_64/rootfs.sfs', '/manjaro/x86_64/livefs.sfs'],
    files: {
      '/boot/vmlinuz-x86_64': LINUX,
      '/boot/initramfs-x86_64.img': initrd('hooks/miso', 'hooks/miso_pxe_http'),
      '/boot/intel_ucode.img': MICROCODE,
      '/boot/amd_ucode.img': MICROCODE,
      '/manjaro/x86_64/rootfs.sfs': image('root'),
      '/manjaro/x86_64/desktopfs.sfs': image('desktop'),
      '/manjaro/x86_64/livefs.sfs': image('live'),
      '/manjaro/x86_64/mhwdfs.sfs': image('mhwd'),
    },
  },
  {
    name: 'garuda',
    label: 'GARUDA_DR460NIZED',
    recipe: 'garuda',
    is: ['Garuda', ''],
    asksFor: ['/garuda/x86_64/rootfs.sfs'],
    files: {
      '/boot/vmlinuz-x86_64': LINUX,
      '/boot/initramfs-x86_64.img': initrd('hooks/miso', 'hooks/miso_pxe_http'),
      '/garuda/x86_64/rootfs.sfs': image('root'),
    },
  },
]

/** A remix without the hook. */
export const WITHOUT_HOOK: Layout = {
  name: 'cachyos',
  label: 'COS_202406',
  recipe: 'arch',
  is: ['Arch Linux', ''],
  refused: true,
  files: {
    '/arch/boot/x86_64/vmlinuz-linux-cachyos': LINUX,
    '/arch/boot/x86_64/initramfs-linux-cachyos.img': initrd('hooks/archiso', 'hooks/archiso_loop_mnt'),
    '/arch/x86_64/airootfs.sfs': image('sfs'),
    '/loader/entries/01.conf': entry(
      'CachyOS',
      '/arch/boot/x86_64/vmlinuz-linux-cachyos',
      ['/arch/boot/x86_64/initramfs-linux-cachyos.img'],
      'archisobasedir=arch archisolabel=COS_202406',
    ),
  },
}
