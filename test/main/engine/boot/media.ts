import type { Medium } from '../../../../main/engine/media/medium'
import { armImage, bzImage, withPe } from '../recipes/bytes'
import { memoryMedium } from '../recipes/memory-medium'
import { grub, shim } from './signed/binaries'

const ID = { debian: 'debdebdebdeb', live: 'a11111111111', arm: 'b22222222222', disc: 'c33333333333' } as const

export const MEDIUM_ID = ID

function named(medium: Medium, fileName: string): Medium {
  return { ...medium, identity: { ...medium.identity, fileName, path: `/media/${fileName}` } }
}

/** Netboot tree of the Debian installer for x64, with its signed shim and GRUB. Needs 458 MiB. */
export function debian(): Medium {
  const tree = {
    '/debian-installer/amd64/linux': bzImage({ pe: true }),
    '/debian-installer/amd64/initrd.gz': Buffer.alloc(1024 * 1024),
    '/debian-installer/amd64/bootnetx64.efi': shim(),
    '/debian-installer/amd64/grubx64.efi': grub({ prefix: '/debian-installer/amd64/grub' }),
    '/version.info': 'Debian version: 12 (bookworm)\n',
  }
  return named(memoryMedium(tree, { id: ID.debian }), 'debian.iso')
}

/** A live system for x64. Needs 385 MiB. */
export function live(): Medium {
  const tree = {
    '/live/vmlinuz': bzImage({ pe: true }),
    '/live/initrd.img': 'initrd',
    '/live/filesystem.squashfs': 'squashfs',
    '/Clonezilla-Live-Version': 'clonezilla-live-3.1\n',
  }
  return named(memoryMedium(tree, { id: ID.live }), 'live.iso')
}

/** The Debian installer for arm64. */
export function armDebian(): Medium {
  const tree = { '/debian-installer/arm64/linux': armImage(), '/debian-installer/arm64/initrd.gz': '' }
  return named(memoryMedium(tree, { id: ID.arm }), 'arm.iso')
}

/** A disc that nothing but firmware with HTTP Boot can take. */
export function disc(): Medium {
  const tree = { '/EFI/BOOT/BOOTX64.EFI': withPe(Buffer.alloc(1024), 0x8664), '/.disk/info': 'Odd OS 7 x' }
  return named(memoryMedium(tree, { id: ID.disc, size: 2 * 1024 ** 3 }), 'odd.iso')
}

/** Queries as a machine's first script sends them. */
export const QUERY = {
  pc: 'mac=52:54:00:12:34:56&uuid=&arch=x86_64&platform=efi&dimms=0008&maker=Dell%20Inc.&product=OptiPlex%207090',
  bios: 'mac=52:54:00:12:34:56&uuid=&arch=i386&platform=pcbios&dimms=0008&maker=&product=',
  arm: 'mac=52:54:00:12:34:57&uuid=&arch=arm64&platform=efi&dimms=0008&maker=&product=',
  small: 'mac=52:54:00:12:34:56&uuid=&arch=x86_64&platform=efi&dimms=0001&maker=&product=',
} as const
