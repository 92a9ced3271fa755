import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDisc } from '../../../../main/engine/media/disc'
import { DiskFile } from '../../../../main/engine/media/disk'
import { efiImageOf } from '../../../../main/engine/media/eltorito'
import { glob } from '../../../../main/engine/media/glob'
import { withEfiImage } from '../../../../main/engine/media/layered'
import type { Medium } from '../../../../main/engine/media/medium'
import { openMedium } from '../../../../main/engine/media/open'
import { efiImage, entry, fatImage } from '../../../support/fat'
import { patterned } from '../../../support/isoTree'
import { bytesOf, contentOf, sha256, walk } from '../../../support/media'
import { smallIso } from '../../../support/iso'
import { describeWith, run } from '../../../support/tools'

const LOADER = patterned(300_001, 5)
const MIB = 1024 * 1024
let home: string

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-layered-'))
})

afterAll(() => rmSync(home, { recursive: true }))

/** The disc alone, as `openDisc` gives it. */
async function discAt(path: string): Promise<Medium> {
  const disc = await openDisc(await DiskFile.open(path))
  if (!disc) throw new Error(`${path} is no disc`)
  return disc
}

/** A medium that counts what is read of its raw image. */
function counted(medium: Medium): { medium: Medium; reads: () => number } {
  let reads = 0
  const openRaw = async () => {
    reads += 1
    return medium.openRaw()
  }
  return { medium: { ...medium, openRaw }, reads: () => reads }
}

async function hashOf(medium: Medium, path: string): Promise<string> {
  return sha256(await bytesOf(await medium.open(path), 70_000))
}

describeWith(['xorriso', 'mkfs.fat', 'mcopy'], 'a disc with its loader in an EFI image only', () => {
  let tree: string
  let efi: string

  beforeAll(() => {
    tree = join(home, 'tree')
    mkdirSync(join(tree, 'live'), { recursive: true })
    writeFileSync(join(tree, 'live/vmlinuz'), patterned(50_000, 1))
    writeFileSync(join(tree, 'grub.cfg'), 'of the disc\n')
    efi = efiImage(join(home, 'efi.img'), LOADER)
  })

  const kinds: [title: string, inTree: boolean, args: (efi: string) => string[]][] = [
    ['in the boot catalogue', true, () => ['-e', 'efi.img', '-no-emul-boot']],
    ['in the boot catalogue and the GPT', true, () => ['-e', 'efi.img', '-no-emul-boot', '-isohybrid-gpt-basdat']],
    [
      'appended, in the MBR only',
      false,
      (image) => ['-append_partition', '2', '0xef', image, '-partition_offset', '16'],
    ],
    ['appended, in the GPT only', false, (image) => ['-append_partition', '2', '0xef', image, '-appended_part_as_gpt']],
    [
      'appended, in all of them',
      false,
      (image) => [
        ...['-append_partition', '2', '0xef', image, '-appended_part_as_gpt'],
        ...['-e', '--interval:appended_partition_2:all::', '-no-emul-boot'],
      ],
    ],
  ]
  describe.each(kinds)('%s', (title, inTree, args) => {
    let path: string
    let medium: Medium

    beforeAll(async () => {
      const source = join(home, title.replace(/\W/g, ''))
      cpSync(tree, source, { recursive: true })
      if (inTree) cpSync(efi, join(source, 'efi.img'))
      path = `${source}.iso`
      run('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-V', 'LAYERED', ...args(efi), '-o', path, source])
      medium = withEfiImage(await discAt(path))
    })

    afterAll(() => medium.close())

    it('has the loader in its tree, every byte of it, and its own files besides', async () => {
      expect(await medium.stat('/efi/boot/bootx64.efi')).toMatchObject({ kind: 'file', size: LOADER.length })
      expect(await hashOf(medium, '/EFI/BOOT/BOOTX64.EFI')).toBe(sha256(LOADER))
      expect(await hashOf(medium, '/live/vmlinuz')).toBe(sha256(patterned(50_000, 1)))
      expect((await glob(medium, '/EFI/*/*.efi')).map((found) => found.path)).toEqual(['/EFI/BOOT/BOOTX64.EFI'])
      const files = (await walk(medium)).filter(({ kind }) => kind === 'file').map((found) => found.path)
      const names = files.filter((name) => !name.startsWith('/boot.cat'))
      const own = inTree ? ['/efi.img'] : []
      expect(names.sort()).toEqual([...own, '/EFI/BOOT/BOOTX64.EFI', '/grub.cfg', '/live/vmlinuz'].sort())
    })

    it('keeps its own file where the EFI image has one of the same name', async () => {
      expect(await contentOf(medium, '/grub.cfg')).toBe('of the disc\n')
      expect(await contentOf(medium, '/GRUB.CFG')).toBe('of the disc\n')
    })

    it('stays the disc that it is', async () => {
      const raw = await medium.openRaw()
      expect(raw && sha256(await bytesOf(raw, MIB))).toBe(sha256(readFileSync(path)))
      expect(medium.identity).toMatchObject({ label: 'LAYERED', filesystem: 'iso9660+rockridge' })
      expect(medium.notices).toEqual([])
    })

    it('says in the words of a disc what it does not have', async () => {
      expect(await medium.stat('/EFI/BOOT/nothing')).toBeUndefined()
      for (const path of ['/EFI/nothing', '/EFI', '/live']) {
        await expect(medium.open(path)).rejects.toMatchObject({ code: 'medium-file-missing' })
      }
      for (const path of ['/nothing', '/grub.cfg', '/EFI/BOOT/BOOTX64.EFI']) {
        await expect(medium.list(path)).rejects.toMatchObject({ code: 'medium-file-missing' })
      }
    })
  })

  it('reads nothing of it before it is needed, and looks for it once', async () => {
    const { medium: disc, reads } = counted(await discAt(join(home, 'inthebootcatalogue.iso')))
    const medium = withEfiImage(disc)
    await medium.stat('/live/vmlinuz')
    await (await medium.open('/grub.cfg')).close()
    expect(reads()).toBe(0)
    await medium.stat('/EFI')
    const once = reads()
    expect(once).toBeGreaterThan(0)
    await medium.stat('/EFI/BOOT')
    await medium.stat('/nothing')
    await medium.list('/')
    expect(reads()).toBe(once)
    await medium.close()
  })

  it('merges directories that both have, with the paths of the disc', async () => {
    const source = join(home, 'merged')
    mkdirSync(join(source, 'efi/boot/fonts'), { recursive: true })
    writeFileSync(join(source, 'efi/boot/grub.cfg'), 'own')
    cpSync(efi, join(source, 'efi.img'))
    const path = join(home, 'merged.iso')
    run('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-e', 'efi.img', '-no-emul-boot', '-o', path, source])
    const medium = withEfiImage(await discAt(path))
    expect((await medium.list('/EFI/BOOT')).map((found) => found.path)).toEqual([
      '/efi/boot/BOOTX64.EFI',
      '/efi/boot/fonts',
      '/efi/boot/grub.cfg',
    ])
    expect(await hashOf(medium, '/efi/boot/BOOTX64.EFI')).toBe(sha256(LOADER))
    await medium.close()
  })

  it('hides what the image has under the name of a file of the disc', async () => {
    const source = join(home, 'hidden')
    mkdirSync(source)
    writeFileSync(join(source, 'EFI'), 'a file')
    cpSync(efi, join(source, 'efi.img'))
    const path = join(home, 'hidden.iso')
    run('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-e', 'efi.img', '-no-emul-boot', '-o', path, source])
    const medium = withEfiImage(await discAt(path))
    expect(await medium.stat('/EFI/BOOT/BOOTX64.EFI')).toBeUndefined()
    await medium.close()
  })

  it('never looks for it where the disc has a loader of its own', async () => {
    const source = join(home, 'own')
    mkdirSync(join(source, 'EFI/boot'), { recursive: true })
    writeFileSync(join(source, 'EFI/boot/bootaa64.efi'), 'own loader')
    cpSync(efi, join(source, 'efi.img'))
    const path = join(home, 'own.iso')
    run('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-e', 'efi.img', '-no-emul-boot', '-o', path, source])
    const { medium: disc, reads } = counted(await discAt(path))
    const medium = withEfiImage(disc)
    expect(await medium.stat('/EFI/BOOT/BOOTX64.EFI')).toBeUndefined()
    expect((await medium.list('/EFI/BOOT')).map(({ name }) => name)).toEqual(['bootaa64.efi'])
    expect(reads()).toBe(0)
    await medium.close()
  })

  it('costs a notice where the image is damaged, and the disc goes on', async () => {
    const original = join(home, 'inthebootcatalogue.iso')
    const disc = await discAt(original)
    const start = ((await disc.stat('/efi.img')) && (await startOfEfiImage(disc))) ?? 0
    await disc.close()
    for (const [name, at, length] of [
      ['its boot sector', start, 512],
      ['its root directory', start + 512 * 19, 512 * 14],
    ] as const) {
      const path = join(home, `${name}.iso`)
      cpSync(original, path)
      const file = await open(path, 'r+')
      // A file of the root whose chain leads nowhere stands for damage: zeros are an empty directory.
      const broken = name === 'its boot sector' ? Buffer.alloc(length) : rootWithBrokenDirectory(length)
      await file.write(broken, 0, length, at)
      await file.close()
      // Copied, as other parts of the app do: what is told later must show in the copy.
      const medium = { ...withEfiImage(await discAt(path)) }
      expect(await medium.stat('/EFI/BOOT/BOOTX64.EFI')).toBeUndefined()
      expect(await contentOf(medium, '/grub.cfg')).toBe('of the disc\n')
      expect(medium.notices).toMatchObject([{ level: 'warning', code: 'medium-damaged' }])
      await medium.close()
    }
  })

  it('gives its files to the end while the medium is closed', async () => {
    const medium = withEfiImage(await discAt(join(home, 'inthebootcatalogue.iso')))
    const file = await medium.open('/EFI/BOOT/BOOTX64.EFI')
    await medium.close()
    await medium.close()
    expect(sha256(await bytesOf(file))).toBe(sha256(LOADER))
  })

  function rootWithBrokenDirectory(length: number): Buffer {
    return Buffer.concat([entry({ name: 'EFI', cluster: 0xfe0, attributes: 0x10 }), Buffer.alloc(length - 32)])
  }

  async function startOfEfiImage(disc: Medium): Promise<number | undefined> {
    const image = await efiImageOf(disc, () => undefined)
    const start = image?.volume.region.start
    await image?.close()
    return start
  }
})

// grub-mkrescue makes an EFI image of the modules that are installed; without any, its disc has none.
const modules = existsSync('/usr/lib/grub/x86_64-efi') ? [] : ['grub-efi-amd64-bin']
describeWith(['xorriso', 'grub-mkrescue', 'mformat', ...modules], 'an image of grub-mkrescue', () => {
  it('has the loader that only its EFI image has', async () => {
    const source = join(home, 'rescue')
    mkdirSync(join(source, 'boot/grub'), { recursive: true })
    writeFileSync(join(source, 'boot/grub/grub.cfg'), 'menuentry x {}\n')
    const path = join(home, 'rescue.iso')
    run('grub-mkrescue', ['-o', path, source])
    const medium = withEfiImage(await discAt(path))
    const loaders = await glob(medium, '/efi/boot/boot*.efi')
    expect(loaders.length).toBeGreaterThan(0)
    for (const { path: loader } of loaders) {
      const head = Buffer.alloc(2)
      const file = await medium.open(loader)
      await file.read(head, 0)
      await file.close()
      expect(head.toString()).toBe('MZ')
    }
    expect(await contentOf(medium, '/boot/grub/grub.cfg')).toBe('menuentry x {}\n')
    await medium.close()
  })
})

describe('withEfiImage', () => {
  it('leaves other media as they are', async () => {
    const path = join(home, 'stick.img')
    writeFileSync(path, fatImage({ bits: 12, root: [] }))
    const medium = await openMedium(path)
    expect(withEfiImage(medium)).toBe(medium)
    await medium.close()
  })

  it('costs a disc without any EFI image nothing', async () => {
    const path = join(home, 'plain.iso')
    writeFileSync(path, smallIso())
    const medium = withEfiImage(await discAt(path))
    expect(await medium.stat('/EFI')).toBeUndefined()
    expect((await medium.list('/')).map(({ name }) => name)).toEqual(['boot', 'link'])
    expect(medium.notices).toEqual([])
    await medium.close()
  })
})
