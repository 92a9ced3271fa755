/** Fedora, the RHEL family and CoreOS. Names, labels and vendor files are those of the published media. */
import { LINUX, image, initrd } from './layout'
import type { BootLayout } from './boot-layout'

/** As productmd writes it; sections in alphabetical order. */
export function treeinfo(family: string, version: string, variant: string): string {
  return `[checksums]
images/install.img = sha256:ddeeff
images/pxeboot/initrd.img = sha256:001122
images/pxeboot/vmlinuz = sha256:334455

[general]
; WARNING.0 = This section provides compatibility with pre-productmd treeinfos.
; WARNING.1 = Read productmd documentation for details about new format.
arch = x86_64
family = ${family}
name = ${family} ${version}
packagedir =
platforms = x86_64,xen
repository =
timestamp = 1714000000
variant = ${variant}
version = ${version}

[header]
type = productmd.treeinfo
version = 1.2

[images-x86_64]
boot.iso = images/boot.iso
initrd = images/pxeboot/initrd.img
kernel = images/pxeboot/vmlinuz

[release]
name = ${family}
short = x
version = ${version}

[stage2]
mainimage = images/install.img
`
}

const ANACONDA = {
  '/images/pxeboot/vmlinuz': LINUX,
  '/images/pxeboot/initrd.img': initrd('usr/lib/anaconda-lib.sh'),
  '/images/install.img': image('install.img'),
  '/EFI/BOOT/grub.cfg': 'set default="1"\n',
  '/isolinux/isolinux.cfg': 'default vesamenu.c32\n',
}
const REPO = ['/.treeinfo', '/images/install.img']
const dvd = (family: string, version: string, variant: string): BootLayout['files'] => ({
  ...ANACONDA,
  '/.treeinfo': treeinfo(family, version, variant),
  '/.discinfo': `1714000000.0\n${family} ${version}\nx86_64\n`,
  '/BaseOS/repodata/repomd.xml': '<repomd/>',
  '/AppStream/repodata/repomd.xml': '<repomd/>',
})

export const REDHAT_LAYOUTS: readonly BootLayout[] = [
  {
    name: 'rocky-9-dvd',
    label: 'Rocky-9-4-x86_64-dvd',
    recipe: 'anaconda-dvd',
    is: ['Rocky Linux', '9.4'],
    asksFor: [...REPO, '/BaseOS/repodata/repomd.xml'],
    files: dvd('Rocky Linux', '9.4', 'BaseOS'),
  },
  {
    name: 'rhel-9-dvd',
    label: 'RHEL-9-4-0-BaseOS-x86_64',
    recipe: 'anaconda-dvd',
    is: ['Red Hat Enterprise Linux', '9.4.0'],
    asksFor: REPO,
    files: dvd('Red Hat Enterprise Linux', '9.4.0', 'BaseOS'),
  },
  {
    name: 'fedora-server-dvd',
    label: 'Fedora-S-dvd-x86_64-41',
    recipe: 'anaconda-dvd',
    is: ['Fedora', '41'],
    asksFor: REPO,
    files: {
      ...ANACONDA,
      '/.treeinfo': treeinfo('Fedora', '41', 'Server'),
      '/Packages/a/a.rpm': 'rpm',
      '/repodata/repomd.xml': '<repomd/>',
    },
  },
  {
    name: 'centos-7-dvd',
    label: 'CentOS 7 x86_64',
    recipe: 'anaconda-dvd',
    is: ['CentOS', '7'],
    asksFor: ['/.treeinfo', '/LiveOS/squashfs.img'],
    files: {
      '/images/pxeboot/vmlinuz': LINUX,
      '/images/pxeboot/initrd.img': initrd('usr/lib/anaconda-lib.sh'),
      '/LiveOS/squashfs.img': image('squashfs'),
      '/Packages/a.rpm': 'rpm',
      '/.treeinfo':
        '[general]\nname = CentOS-7\nfamily = CentOS\ntimestamp = 1603728070.92\nversion = 7\narch = x86_64\n',
    },
  },
  {
    name: 'alma-9-boot',
    label: 'AlmaLinux-9-4-x86_64-dvd',
    recipe: 'anaconda-netinst',
    is: ['AlmaLinux', '9.4'],
    asksFor: REPO,
    files: { ...ANACONDA, '/.treeinfo': treeinfo('AlmaLinux', '9.4', 'BaseOS') },
  },
  {
    name: 'fedora-netinst',
    label: 'Fedora-E-dvd-x86_64-41',
    recipe: 'anaconda-netinst',
    is: ['Installer of the Red Hat family', ''],
    asksFor: ['/images/install.img'],
    files: ANACONDA,
  },
  {
    name: 'fedora-workstation-live-41',
    label: 'Fedora-WS-Live-41-1-4',
    recipe: 'dracut-live',
    is: ['Fedora', '41'],
    files: {
      '/LiveOS/squashfs.img': image('fedora'),
      '/images/pxeboot/vmlinuz': LINUX,
      '/images/pxeboot/initrd.img': initrd('usr/sbin/livenetroot'),
    },
  },
  {
    name: 'fedora-kde-live-42',
    label: 'Fedora-KDE-Live-42',
    recipe: 'dracut-live',
    is: ['Fedora', '42'],
    files: {
      '/LiveOS/squashfs.img': image('fedora-kde'),
      '/boot/x86_64/loader/linux': LINUX,
      '/boot/x86_64/loader/initrd': initrd('usr/sbin/livenetroot'),
    },
  },
  {
    name: 'void-live',
    label: 'VOID_LIVE',
    recipe: 'void-live',
    is: ['Void Linux', ''],
    refused: true,
    files: { '/LiveOS/squashfs.img': image('void'), '/boot/vmlinuz': LINUX, '/boot/initrd': initrd('usr/bin/vmklive') },
  },
  {
    name: 'fedora-coreos',
    label: 'fedora-coreos-41.20241109.3.0',
    recipe: 'coreos',
    is: ['fedora-coreos', '41.20241109.3.0'],
    files: {
      '/images/pxeboot/vmlinuz': LINUX,
      '/images/pxeboot/initrd.img': initrd('usr/lib/coreos'),
      '/images/pxeboot/rootfs.img': image('rootfs'),
      '/coreos/features.json': '{}',
    },
  },
  {
    name: 'coreos-pxe-files',
    filesystem: 'folder',
    recipe: 'coreos',
    is: ['CoreOS', ''],
    files: {
      '/fedora-coreos-41.20241109.3.0-live-kernel-x86_64': LINUX,
      '/fedora-coreos-41.20241109.3.0-live-initramfs.x86_64.img': initrd('usr/lib/coreos'),
      '/fedora-coreos-41.20241109.3.0-live-rootfs.x86_64.img': image('rootfs'),
    },
  },
]
