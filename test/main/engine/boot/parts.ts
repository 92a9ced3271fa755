import fc from 'fast-check'
import type { KnownMachine, MachineFacts } from '../../../../main/engine/boot/contract'
import { Loaders } from '../../../../main/engine/boot/loaders'
import type { FileRequest } from '../../../../main/engine/boot/resolve'
import type { UserLoader, UserLoaders } from '../../../../main/engine/boot/user-loaders'
import type { VirtualRoot } from '../../../../main/engine/boot/virtual-root'
import type { BootPlan } from '../../../../main/engine/recipes/types'

export const URL_BASE = 'http://192.168.1.20:8067'

export const OWN_LOADERS = ['undionly.kpxe', 'snponly.efi', 'ipxe.efi', 'ipxe-arm64.efi']

/** Loaders whose bytes are their own names. */
export function testLoaders(names = OWN_LOADERS, user: Partial<UserLoaders> = {}): Loaders {
  return new Loaders(
    names.map((name) => ({ name, bytes: Buffer.from(name), version: '1', origin: 'test', licence: 'GPL-2.0' })),
    { loaders: [], pi: undefined, notices: [], ...user },
  )
}

/** A signed iPXE for x64 with its shim, as the user's folder has them; the bytes are `signed` and the name. */
export function signedLoaders(): UserLoader[] {
  return [signedLoader('shimx64.efi', 'shim'), signedLoader('snponly.efi', 'small')]
}

function signedLoader(name: string, kind: UserLoader['kind']): UserLoader {
  const about = { version: '2', origin: 'user', licence: '', sha256: '', path: name }
  return {
    ...about,
    name,
    kind,
    firmware: 'uefi',
    cpu: 'x64',
    signed: true,
    microsoft: [],
    bytes: Buffer.from(`signed ${name}`),
  }
}

export function facts(changes: Partial<MachineFacts> = {}): MachineFacts {
  return {
    mac: '52:54:00:12:34:56',
    uuid: undefined,
    arch: 'uefi-x64',
    vendorClass: undefined,
    userClasses: [],
    model: undefined,
    ...changes,
  }
}

export function known(changes: Partial<KnownMachine> = {}): KnownMachine {
  return { ...facts(), chain: undefined, ...changes }
}

/** A tree of names with nothing but these. */
export function testRoot(changes: Partial<VirtualRoot> = {}): VirtualRoot {
  return {
    media: [],
    loaders: testLoaders(),
    scriptFor: () => '#!ipxe\n',
    isBootFile: () => false,
    identify: () => undefined,
    signedOf: () => undefined,
    grubFor: () => 'menu\n',
    imageFetched: () => 'runtime',
    finished: () => undefined,
    made: () => Promise.resolve(undefined),
    answer: () => Promise.resolve(undefined),
    namedAnswer: () => Promise.resolve(undefined),
    configAt: () => Promise.resolve(undefined),
    ...changes,
  }
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
    way: 'linux',
    kernel: '/debian-installer/amd64/linux',
    initrds: ['/debian-installer/amd64/initrd.gz'],
    args: 'vga=788 ${bootif} --- quiet',
    minRamMiB: 700,
    files: ['/debian-installer/amd64/linux', '/debian-installer/amd64/initrd.gz'],
    sizeBytes: 1000,
    warnings: [],
    installs: true,
    ...changes,
  }
}

/** Any text at all, half characters and controls too. Much cheaper to make than fast-check's own `binary`. */
export function anyText(maxLength = 20): fc.Arbitrary<string> {
  return fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)), maxLength })
}
