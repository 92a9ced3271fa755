/** The machines of these tests, as their firmware introduces itself. */
import type { MessageOptions } from '../dhcp/messages'

const pxe = (arch: number, undi = '003016'): MessageOptions => ({
  arch: [arch],
  vendorClass: `PXEClient:Arch:${String(arch).padStart(5, '0')}:UNDI:${undi}`,
})

export const BIOS = pxe(0, '002001')
export const UEFI_X64 = pxe(7)
export const UEFI_ARM64 = pxe(11)
export const IPXE: MessageOptions = { ...pxe(7), ipxe: true }
export const HTTP_X64: MessageOptions = { arch: [16], vendorClass: 'HTTPClient:Arch:00016:UNDI:003001' }

/** Everyone whom a proxy answers. */
export const EVERYONE: readonly (readonly [string, MessageOptions])[] = [
  ['a BIOS ROM', BIOS],
  ['UEFI x64', UEFI_X64],
  ['UEFI arm64', UEFI_ARM64],
  ['UEFI IA32', pxe(6)],
  ['a BIOS that is iPXE', { ...BIOS, ipxe: true }],
  ['a UEFI that is iPXE', IPXE],
  ['UEFI HTTP Boot', HTTP_X64],
]
