/** Seam: what a medium's own signed loaders can do. Filled by medium-chain.ts, used by boot.ts. */

/** The medium's own way under Secure Boot: shim (Microsoft-signed) starts GRUB (signed by the medium's vendor). */
export interface SignedChain {
  readonly cpu: 'x64' | 'arm64' | 'x86'
  /** Path on the medium: `/EFI/BOOT/BOOTX64.EFI`, `/debian-installer/amd64/bootnetx64.efi`. */
  readonly shim: string
  readonly grub: string
  /** Base name that this shim asks for, beside itself: `grubx64.efi`. */
  readonly grubName: string
  /** Fixed inside GRUB: `/debian-installer/amd64/grub`; its grub.cfg is looked for there. */
  readonly prefix: string
  /** GRUB can fetch kernels this way: its module is built in (others cannot be loaded under Secure Boot). */
  readonly http: boolean
  readonly tftp: boolean
  /** Given where this GRUB has `linuxefi` and `initrdefi` only (Red Hat's of before 2020). */
  readonly linuxCommand?: 'linuxefi'
}

/** Why a medium has no such way, in one sentence for the user. */
export interface NoSignedChain {
  readonly none: string
}
