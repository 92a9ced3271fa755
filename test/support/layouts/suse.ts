/** openSUSE and SLE, with linuxrc and with Agama. */
import { LINUX, image, initrd } from './layout'
import type { BootLayout } from './boot-layout'

const LINUXRC = {
  '/boot/x86_64/loader/linux': LINUX,
  '/boot/x86_64/loader/initrd': initrd('linuxrc'),
  '/boot/x86_64/root': image('root'),
  '/boot/x86_64/common': image('common'),
  '/boot/x86_64/config': 'sha256: common\n',
}
const AGAMA = {
  '/LiveOS/squashfs.img': image('agama'),
  '/boot/x86_64/loader/linux': LINUX,
  '/boot/x86_64/loader/initrd': initrd('usr/sbin/livenetroot'),
}

export const SUSE_LAYOUTS: readonly BootLayout[] = [
  {
    name: 'leap-15-dvd',
    label: 'openSUSE-Leap-15.6-DVD-x86_64710',
    recipe: 'suse',
    is: ['openSUSE-Leap', '15.6'],
    asksFor: ['/boot/x86_64/config', '/boot/x86_64/common', '/boot/x86_64/root', '/media.1/products'],
    files: {
      ...LINUXRC,
      '/media.1/products': '/ openSUSE-Leap 15.6-1\n',
      '/media.1/media': 'openSUSE - openSUSE-Leap-15.6-x86_64-Build710.3-Media\n',
      '/repodata/repomd.xml': '<repomd/>',
    },
  },
  {
    name: 'sle-15-full',
    label: 'SLE-15-SP6-Full-x86_641.2.3',
    recipe: 'suse',
    is: ['SLE', '15-SP6'],
    asksFor: ['/boot/x86_64/root'],
    files: { ...LINUXRC, '/media.1/media': 'SUSE - SLE-15-SP6-Full-x86_64-Build1.2-Media\n' },
  },
  {
    name: 'leap-16-online',
    label: 'Install-Leap-16.0-x86_64',
    recipe: 'agama',
    is: ['Leap', '16.0'],
    files: AGAMA,
  },
  {
    name: 'sles-16-full',
    label: 'Install-SUSE-SLE-16-x86_64',
    recipe: 'agama',
    is: ['SUSE-SLE', '16'],
    asksFor: ['/install/repodata/repomd.xml'],
    files: { ...AGAMA, '/install/repodata/repomd.xml': '<repomd/>' },
  },
]
