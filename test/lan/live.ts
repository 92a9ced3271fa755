/** Real live media of three kinds: Debian's live-boot, a Clonezilla with Debian's clonezilla, and dracut's livenet as Fedora uses it. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './process'
import { copyFromBoot, inRoot, liveIso, put } from './root-tree'

/** What the systems say on the serial port once they are up. */
export const LIVE_IS_UP = /BOOTDROP-LIVE-UP/
const SAYS = 'echo BOOTDROP-LIVE-UP'

/** Debian live, about 320 MB. */
export function debianLive(): string {
  return liveIso({
    name: 'debian-live',
    label: 'd-live 12.0 amd64',
    packages: ['linux-image-amd64', 'live-boot', 'systemd-sysv', 'udev'],
    says: SAYS,
    fill(root, tree, squash) {
      copyFromBoot(root, 'vmlinuz-', join(tree, 'live/vmlinuz'))
      copyFromBoot(root, 'initrd.img-', join(tree, 'live/initrd.img'))
      put(join(tree, '.disk/info'), 'Debian GNU/Linux 12.0 "Bookworm" - Unofficial amd64 LIVE\n')
      squash(join(tree, 'live/filesystem.squashfs'))
    },
  })
}

/** The menu of Clonezilla live 3.1, as far as it matters here (its EFI/boot/grub.cfg and syslinux/syslinux.cfg). */
const CLONEZILLA_MENU = `set default=live-default
menuentry "Clonezilla live (VGA 800x600)" --id live-default {
  search --set -f /live/vmlinuz
  linux /live/vmlinuz boot=live union=overlay username=user config components quiet loglevel=0 noswap edd=on nomodeset enforcing=0 locales= keyboard-layouts= ocs_live_run="ocs-live-general" ocs_live_extra_param="" ocs_live_batch="no" vga=788 toram=live,syslinux,EFI,boot,.disk,utils net.ifnames=0 splash i915.blacklist=yes radeonhd.blacklist=yes nouveau.blacklist=yes
  initrd /live/initrd.img
}
`

/** The layout of Clonezilla live with Debian's clonezilla package in it. It says with which words it was started. */
export function clonezillaLive(): string {
  return liveIso({
    name: 'clonezilla-live',
    label: '3.1.2-22-amd64',
    packages: ['linux-image-amd64', 'live-boot', 'systemd-sysv', 'udev', 'clonezilla', 'partclone'],
    says: `cat /proc/cmdline; command -v ocs-sr ocs-live-general; ${SAYS}`,
    fill(root, tree, squash) {
      copyFromBoot(root, 'vmlinuz-', join(tree, 'live/vmlinuz'))
      copyFromBoot(root, 'initrd.img-', join(tree, 'live/initrd.img'))
      put(join(tree, 'Clonezilla-Live-Version'), 'clonezilla-live-3.1.2-22-amd64\n')
      put(join(tree, 'boot/grub/grub.cfg'), CLONEZILLA_MENU)
      squash(join(tree, 'live/filesystem.squashfs'))
    },
  })
}

const FEDORA_MENU = `menuentry 'Start Fedora-Workstation-Live 40' --class fedora {
  linux /images/pxeboot/vmlinuz root=live:CDLABEL=Fedora-WS-Live-40-1-14 rd.live.image quiet rhgb
  initrd /images/pxeboot/initrd.img
}
`

/** The layout of a Fedora Live, its initrd made by dracut with livenet and dmsquash-live. */
export function dracutLive(): string {
  return liveIso({
    name: 'dracut-live',
    label: 'Fedora-WS-Live-40-1-14',
    packages: [
      'systemd-sysv',
      'dbus',
      'procps',
      'udev',
      'curl',
      'iproute2',
      'isc-dhcp-client',
      'iputils-arping',
      'dmsetup',
      'squashfs-tools',
    ],
    afterwards: ['dracut', 'dracut-network', 'dracut-live', 'linux-image-amd64', 'zstd'],
    says: SAYS,
    fill(root, tree, squash) {
      const version = run('ls', [join(root, 'lib/modules')]).trim()
      const modules = 'livenet dmsquash-live network-legacy url-lib'
      inRoot(root, `dracut --force --no-hostonly --add '${modules}' /tmp/initrd.img ${version}`)
      copyFromBoot(root, 'vmlinuz-', join(tree, 'images/pxeboot/vmlinuz'))
      run('mv', [join(root, 'tmp/initrd.img'), join(tree, 'images/pxeboot/initrd.img')])
      put(join(tree, 'boot/grub2/grub.cfg'), FEDORA_MENU)
      // Fedora's squashfs has nothing in it but an ext4 image, over which dracut lays a snapshot.
      const inner = join(root, '../inner')
      mkdirSync(join(inner, 'LiveOS'), { recursive: true })
      run('mkfs.ext4', ['-q', '-L', 'Anaconda', '-d', root, join(inner, 'LiveOS/rootfs.img'), '1800M'])
      squash(join(tree, 'LiveOS/squashfs.img'), inner)
    },
  })
}
