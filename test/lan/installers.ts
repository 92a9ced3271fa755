/** Debian 13's installers, whose own signed shim and GRUB can netboot, and a tiny disc for UEFI HTTP Boot. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { debianPackage } from '../support/debian-packages'
import { CACHE, make } from './media'
import { run } from './process'

/** Folder of Debian 13's netboot tree: `debian-installer/<cpu>/{linux,initrd.gz,bootnet….efi,grub….efi}`. */
export async function debian13(cpu: 'amd64' | 'arm64'): Promise<string> {
  const root = await debianPackage('trixie', `debian-installer-13-netboot-${cpu}`)
  return join(root, 'usr/lib/debian-installer/images/13', cpu, 'text')
}

/** What the disc's own loader says once firmware has mounted the whole image. */
export const WHOLE_IMAGE_RUNS = /whole-image-runs/

/** An ISO of 6 MB with nothing but a signed GRUB for UEFI, in the El Torito catalogue and in its file tree. Made once. */
export async function grubDisc(): Promise<string> {
  const signed = join(
    await debianPackage('trixie', 'grub-efi-amd64-signed'),
    'usr/lib/grub/x86_64-efi-signed/gcdx64.efi.signed',
  )
  const iso = join(CACHE, 'grub-disc.iso')
  make(iso, (path) => {
    const tree = `${path}.tree`
    try {
      // This GRUB finds its disc by /.disk/info and its configuration by a path fixed inside (RECIPES.md section 5).
      for (const folder of ['.disk', 'EFI/BOOT', 'boot/grub/x86_64-efi'])
        mkdirSync(join(tree, folder), { recursive: true })
      writeFileSync(join(tree, '.disk/info'), 'Bootdrop test disc 1.0\n')
      writeFileSync(join(tree, 'boot/grub/x86_64-efi/grub.cfg'), 'echo whole-image-runs\nsleep 600\n')
      copyFileSync(signed, join(tree, 'EFI/BOOT/BOOTX64.EFI'))
      const image = join(tree, 'boot/grub/efi.img')
      run('mformat', ['-C', '-i', image, '-T', '8192', '::'])
      run('mmd', ['-i', image, '::/EFI', '::/EFI/BOOT'])
      run('mcopy', ['-i', image, signed, '::/EFI/BOOT/BOOTX64.EFI'])
      const efi = ['-e', 'boot/grub/efi.img', '-no-emul-boot']
      run('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-J', '-V', 'BOOTDROP_DISC', ...efi, '-o', path, tree])
    } finally {
      rmSync(tree, { recursive: true, force: true })
    }
  })
  return iso
}
