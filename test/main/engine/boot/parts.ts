import fc from 'fast-check'
import { Loaders } from '../../../../main/engine/boot/loaders'
import type { FileRequest } from '../../../../main/engine/boot/resolve'
import type { BootPlan } from '../../../../main/engine/recipes/types'

export const URL_BASE = 'http://192.168.1.20:8067'

/** Loaders whose bytes are their own names. */
export function testLoaders(names = ['undionly.kpxe', 'snponly.efi', 'ipxe.efi', 'ipxe-arm64.efi']): Loaders {
  return new Loaders(
    names.map((name) => ({ name, bytes: Buffer.from(name), version: '1', origin: 'test', licence: 'GPL-2.0' })),
  )
}

export function request(path: string, protocol: FileRequest['protocol'] = 'http', query = ''): FileRequest {
  return { ip: '192.168.1.77', protocol, path, query: new URLSearchParams(query) }
}

export function testPlan(changes: Partial<BootPlan> = {}): BootPlan {
  return {
    kind: 'plan',
    recipeId: 'debian-installer',
    title: 'Debian installer 12',
    firmware: 'uefi',
    cpu: 'x64',
    kernel: '/debian-installer/amd64/linux',
    initrds: ['/debian-installer/amd64/initrd.gz'],
    args: 'vga=788 ${bootif} --- quiet',
    minRamMiB: 700,
    files: ['/debian-installer/amd64/linux', '/debian-installer/amd64/initrd.gz'],
    sizeBytes: 1000,
    warnings: [],
    ...changes,
  }
}

/** Any text at all, half characters and controls too. Much cheaper to make than fast-check's own `binary`. */
export function anyText(maxLength = 20): fc.Arbitrary<string> {
  return fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)), maxLength })
}
