import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DiskFile } from '../../../../main/engine/media/disk'
import { imageFacts } from '../../../../main/engine/media/image/facts'
import { floppyKindOf } from '../../../../main/engine/media/image/floppy'
import { openDiskImage } from '../../../../main/engine/media/image/open'
import type { Medium } from '../../../../main/engine/media/medium'
import { openMedium } from '../../../../main/engine/media/open'
import { SNIFF_LENGTH } from '../../../../main/engine/media/sniff'
import { copyToFat, efiImage, emptyImage, entry, fatImage, makeFatTree } from '../../../support/fat'
import { patterned } from '../../../support/isoTree'
import { bytesOf, contentOf, sha256 } from '../../../support/media'
import { describeWith, run } from '../../../support/tools'
import { armKernelBytes, kernelBytes } from '../../../support/trees'

const MIB = 1024 * 1024
let home: string

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-image-'))
})

afterAll(() => rmSync(home, { recursive: true }))

/** What `openDiskImage` says to a file. */
async function asImage(path: string): Promise<Medium | undefined> {
  const disk = await DiskFile.open(path)
  const head = Buffer.alloc(Math.min(SNIFF_LENGTH, disk.sizeBytes))
  await disk.read(head, 0)
  const medium = await openDiskImage(disk, head)
  if (!medium) await disk.release()
  return medium
}

function written(name: string, bytes: Uint8Array): string {
  const path = join(home, name)
  writeFileSync(path, bytes)
  return path
}

async function overwrite(path: string, bytes: Uint8Array, position: number): Promise<void> {
  const file = await open(path, 'r+')
  await file.write(bytes, 0, bytes.length, position)
  await file.close()
}

/** A sector with a boot signature and one partition. */
function mbr(type: number, start: number, sectors: number, flag = 0x80): Buffer {
  const sector = Buffer.alloc(512)
  sector.writeUInt8(flag, 446)
  sector.writeUInt8(type, 450)
  sector.writeUInt32LE(start, 454)
  sector.writeUInt32LE(sectors, 458)
  sector.writeUInt16LE(0xaa55, 510)
  return sector
}

const fat = fatImage({ bits: 12, root: [entry({ name: 'HELLO' })], label: 'IN PART' })
const fatSectors = fat.length / 512

/** An image of one partition at sector 63, with whatever lies in it. */
function diskWith(content: Uint8Array, type = 0x0c): Buffer {
  return Buffer.concat([mbr(type, 63, Math.ceil(content.length / 512)), Buffer.alloc(62 * 512), content])
}

describe('floppy formats', () => {
  it.each([
    [160, '160K'],
    [360, '360K'],
    [720, '720K'],
    [1200, '1.2M'],
    [1440, '1.44M'],
    [2880, '2.88M'],
  ])('%i KiB is %s', (kib, name) => {
    expect(floppyKindOf(kib * 1024)?.name).toBe(name)
  })

  it('have exact sizes only', () => {
    expect(floppyKindOf(1440 * 1024 - 1)).toBeUndefined()
    expect(floppyKindOf(4 * MIB)).toBeUndefined()
  })
})

describe('a disk image', () => {
  it('gives the files of a FAT file system without partitions', async () => {
    const medium = await openMedium(written('super.img', fat))
    expect(medium.identity).toMatchObject({ filesystem: 'fat', label: 'IN PART', fileName: 'super.img' })
    expect(medium.identity.id).toMatch(/^[0-9a-f]{12}$/)
    expect(await medium.list('/')).toMatchObject([{ path: '/HELLO' }])
    const raw = await medium.openRaw()
    expect(raw && Buffer.compare(await bytesOf(raw), fat)).toBe(0)
    await medium.close()
  })

  it('gives the files of its partition', async () => {
    const medium = await openMedium(written('mbr.img', diskWith(fat)))
    expect(medium.identity).toMatchObject({ filesystem: 'fat', label: 'IN PART' })
    expect(await medium.list('/')).toMatchObject([{ path: '/HELLO' }])
    expect(await imageFacts(medium)).toEqual({ kind: 'disk', bios: false, uefi: false })
    await medium.close()
  })

  it('is looked through whatever type its table gives to a FAT file system', async () => {
    const medium = await openMedium(written('linux-type.img', diskWith(fat, 0x83)))
    expect(medium.identity.filesystem).toBe('fat')
    await medium.close()
  })

  it.each([
    ['exFAT', 'EXFAT   '],
    ['NTFS', 'NTFS    '],
  ])('with %s only is one file that can be booted as a whole, and says why', async (name, signature) => {
    const foreign = Buffer.alloc(100 * 512)
    foreign.write(`\xeb\x76\x90${signature}`, 0, 'latin1')
    foreign.writeUInt16LE(0xaa55, 510)
    for (const image of [diskWith(foreign, 0x07), foreign]) {
      const path = written(`${name}.img`, image)
      const medium = await openMedium(path)
      expect(medium.identity).toMatchObject({ filesystem: 'file', label: `${name}.img` })
      expect(medium.notices).toMatchObject([{ code: 'medium-image-only', text: expect.stringContaining(name) }])
      expect(await medium.list('/')).toMatchObject([{ path: `/${name}.img`, size: image.length }])
      expect(sha256(await bytesOf(await medium.open(`/${name.toLowerCase()}.img`)))).toBe(sha256(image))
      await expect(medium.open('/else')).rejects.toMatchObject({ code: 'medium-file-missing' })
      expect(await imageFacts(medium)).toMatchObject({ bios: false, uefi: false })
      await medium.close()
    }
  })

  it('takes the next file system where the first one is damaged', async () => {
    const broken = fatImage({ bits: 32, root: [], table: { 2: 3, 3: 2 } })
    const first = mbr(0x0c, 1, broken.length / 512)
    first.writeUInt8(0x0c, 466)
    first.writeUInt32LE(1 + broken.length / 512, 470)
    first.writeUInt32LE(fatSectors, 474)
    const medium = await openMedium(written('second.img', Buffer.concat([first, broken, fat])))
    expect(medium.identity.label).toBe('IN PART')
    expect(medium.notices).toMatchObject([{ level: 'warning', code: 'medium-damaged' }])
    await medium.close()
  })

  it('of DOS 1, without a parameter block, is one file', async () => {
    const floppy = Buffer.alloc(160 * 1024)
    floppy.write('\xeb\x27\x90', 0, 'latin1')
    floppy.fill(0x90, 200, 300)
    floppy.set([0xfe, 0xff, 0xff], 512)
    const medium = await openMedium(written('pcdos1.img', floppy))
    expect(medium.identity.filesystem).toBe('file')
    expect(await imageFacts(medium)).toEqual({ kind: 'floppy', bios: true, uefi: false })
    await medium.close()
  })

  it('that was cut off in its files is refused, and that was cut behind them is told', async () => {
    const file = entry({ name: 'FAR', cluster: 150, size: 10 })
    const image = fatImage({ bits: 16, root: [file], table: { 150: 0xffff } })
    await expect(openMedium(written('cut.img', image.subarray(0, 60_000)))).rejects.toMatchObject({
      code: 'medium-truncated',
    })
    const medium = await openMedium(written('trimmed.img', image.subarray(0, 200_000)))
    expect(medium.notices).toMatchObject([{ level: 'info', code: 'medium-slightly-short' }])
    await medium.close()
  })

  it('whose other partitions are cut off says so', async () => {
    const table = mbr(0xef, 1, fatSectors)
    table.writeUInt8(0x83, 466)
    table.writeUInt32LE(1 + fatSectors, 470)
    table.writeUInt32LE(10_000_000, 474)
    const medium = await openMedium(written('half.img', Buffer.concat([table, fat])))
    expect(medium.notices).toMatchObject([{ level: 'warning', text: expect.stringContaining('5.1 GB shorter') }])
    await medium.close()
  })

  it('that was replaced while it is served says so when a file is opened', async () => {
    const path = written('replaced.img', fat)
    const medium = await openMedium(path)
    writeFileSync(path, Buffer.concat([fat, Buffer.alloc(512)]))
    await expect(medium.open('/hello')).rejects.toMatchObject({ code: 'medium-changed' })
    await medium.close()
  })

  it('with extended boot records that go round ends', async () => {
    const extended = mbr(0x05, 10, 100)
    const record = mbr(0x05, 0, 50, 0)
    const image = Buffer.alloc(200 * 512)
    image.set(extended)
    image.set(record, 10 * 512)
    const medium = await openMedium(written('round.img', image))
    expect(medium.identity.filesystem).toBe('file')
    await medium.close()
  })
})

/** A GPT with one EFI System Partition behind it, in sectors of `sectorBytes`; `change` spoils the header before it is signed. */
function gptImage(sectorBytes: number, change: (header: Buffer) => void = () => undefined): Buffer {
  const image = Buffer.alloc(sectorBytes * 8 + fat.length + sectorBytes)
  image.set(mbr(0xee, 1, 0xffff_ffff, 0))
  const entries = image.subarray(sectorBytes * 2, sectorBytes * 2 + 512)
  entries.set(Buffer.from('28732ac11ff8d211ba4b00a0c93ec93b', 'hex'))
  entries.writeBigUInt64LE(8n, 32)
  entries.writeBigUInt64LE(BigInt(7 + Math.ceil(fat.length / sectorBytes)), 40)
  const header = image.subarray(sectorBytes, sectorBytes + 92)
  header.write('EFI PART', 0, 'latin1')
  header.writeUInt32LE(0x0001_0000, 8)
  header.writeUInt32LE(92, 12)
  header.writeBigUInt64LE(1n, 24)
  header.writeBigUInt64LE(2n, 72)
  header.writeUInt32LE(4, 80)
  header.writeUInt32LE(128, 84)
  header.writeUInt32LE(crc32(entries), 88)
  change(header)
  header.writeUInt32LE(crc32(Buffer.from(header).fill(0, 16, 20)), 16)
  image.set(fat, sectorBytes * 8)
  return image
}

describe('a GUID partition table', () => {
  it.each([512, 2048, 4096])('counts in sectors of %i bytes', async (sectorBytes) => {
    const medium = await openMedium(written('gpt-by-hand.img', gptImage(sectorBytes)))
    expect(medium.identity.label).toBe('IN PART')
    expect(medium.notices).toEqual([])
    await medium.close()
  })

  it.each([
    ['a header longer than its sector', (header: Buffer) => header.writeUInt32LE(5000, 12)],
    ['a header shorter than itself', (header: Buffer) => header.writeUInt32LE(20, 12)],
    ['another place than its own', (header: Buffer) => header.writeBigUInt64LE(7n, 24)],
    ['entries beyond the end', (header: Buffer) => header.writeBigUInt64LE(0xffff_ffff_ffff_ffffn, 72)],
    ['millions of entries', (header: Buffer) => header.writeUInt32LE(0xffff_ffff, 80)],
    ['entries too small for what they hold', (header: Buffer) => header.writeUInt32LE(16, 84)],
    ['another sum of its entries', (header: Buffer) => header.writeUInt32LE(1, 88)],
  ])('does not count with %s', async (_, change) => {
    const medium = await openMedium(written('bad-gpt.img', gptImage(512, change)))
    expect(medium.identity.filesystem).toBe('file')
    expect(medium.notices[0]).toMatchObject({ code: 'medium-damaged', text: expect.stringContaining('so is the copy') })
    await medium.close()
  })
})

describe('a boot file is no disk image', () => {
  const repository = join(__dirname, '../../../..')
  const places = ['/usr/lib/syslinux', '/usr/lib/PXELINUX', '/usr/lib/ipxe', '/usr/lib/ISOLINUX', '/boot'].concat(
    join(repository, 'assets/boot'),
  )
  const files = places.flatMap((place) =>
    existsSync(place)
      ? readdirSync(place, { withFileTypes: true })
          .filter((item) => item.isFile() && !item.name.endsWith('.iso') && !item.name.endsWith('.img'))
          .map((item) => join(place, item.name))
      : [],
  )
  const real = files.length > 0 ? files : [__filename]
  it.each(real.map((path) => [basename(path), path]))('%s', async (_, path) => {
    expect(await asImage(path)).toBeUndefined()
  })

  const anySector = Buffer.concat([patterned(510, 4), Buffer.from([0x55, 0xaa]), patterned(70_000, 5)])
  const beforeTable = Buffer.concat([mbr(0x83, 0, 100), patterned(70_000, 5)])
  const overlapping = Buffer.concat([mbr(0x83, 1, 100), patterned(70_000, 5)])
  overlapping.writeUInt8(0x83, 466)
  overlapping.writeUInt32LE(50, 470)
  overlapping.writeUInt32LE(50, 474)
  const noTable = Buffer.concat([Buffer.alloc(510, 0), Buffer.from([0x55, 0xaa]), patterned(70_000, 5)])
  const kernelWithTable = kernelBytes()
  kernelWithTable.set(mbr(0x83, 1, 100).subarray(446, 512), 446)
  it.each([
    ['a Linux kernel', kernelBytes()],
    ['a Linux kernel with what looks like a partition table', kernelWithTable],
    ['a kernel for ARM', armKernelBytes()],
    ['a boot sector of any kind', anySector],
    ['a boot sector without partitions', noTable],
    ['a partition over its own table', beforeTable],
    ['partitions over one another', overlapping],
    ['a partition beyond the end', Buffer.concat([mbr(0x83, 1000, 100), patterned(5000, 5)])],
    ['a jump and nothing else', Buffer.concat([Buffer.from([0xeb, 0x3c, 0x90]), patterned(70_000, 6)])],
    ['a few bytes', Buffer.from([0xeb, 0x3c, 0x90])],
    ['text', Buffer.from('#!ipxe\n'.repeat(100))],
  ])('nor is %s', async (_, bytes) => {
    expect(await asImage(written('boot.bin', bytes))).toBeUndefined()
  })

  it('but the same on a floppy is a floppy that starts a BIOS, as memtest86+ has it on its disc', async () => {
    const floppy = Buffer.alloc(1_474_560)
    floppy.set(kernelBytes())
    const medium = await openMedium(written('memtest-floppy.img', floppy))
    expect(medium.identity.filesystem).toBe('file')
    expect(await imageFacts(medium)).toEqual({ kind: 'floppy', bios: true, uefi: false })
    await medium.close()
  })

  it('and so has no facts of an image', async () => {
    const medium = await openMedium(written('kernel.lkrn', kernelBytes()))
    expect(await imageFacts(medium)).toBeUndefined()
    await medium.close()
  })
})

describeWith(
  ['mkfs.fat', 'mcopy', 'sfdisk', 'sgdisk', 'parted', 'mkfs.ext4'],
  'an image that a partitioning tool made',
  () => {
    let tree: string

    beforeAll(() => {
      tree = join(home, 'tree')
      mkdirSync(tree)
      makeFatTree(tree)
    })

    /** A file system in a partition: made apart, then put in. */
    async function put(image: string, startSector: number, sizeBytes: number, label: string, names: string[]) {
      const part = emptyImage(join(home, 'part.img'), sizeBytes)
      run('mkfs.fat', ['-n', label, part])
      if (names.length > 0) copyToFat(part, tree, names)
      await overwrite(image, readFileSync(part), startSector * 512)
    }

    async function sfdisk(image: string, script: string): Promise<void> {
      const file = written('script', Buffer.from(script))
      run('sh', ['-c', `sfdisk -q "${image}" < "${file}"`])
      await Promise.resolve()
    }

    it('gives the EFI System Partition, wherever it stands (sfdisk, GPT)', async () => {
      const path = emptyImage(join(home, 'gpt.img'), 24 * MIB)
      await sfdisk(
        path,
        'label: gpt\nstart=2048,size=8192,type=ebd0a0a2-b9e5-4433-87c0-68b6b72699c7\nstart=20480,size=16384,type=uefi\n',
      )
      await put(path, 2048, 4 * MIB, 'DATA', ['readme'])
      await put(path, 20480, 8 * MIB, 'ESP', ['EFI', 'boot'])
      const medium = await openMedium(path)
      expect(medium.identity).toMatchObject({ filesystem: 'fat', label: 'ESP' })
      expect(medium.notices).toEqual([])
      expect(sha256(await bytesOf(await medium.open('/efi/boot/bootx64.efi')))).toBe(
        sha256(readFileSync(join(tree, 'EFI/BOOT/BOOTX64.EFI'))),
      )
      expect(await imageFacts(medium)).toEqual({ kind: 'disk', bios: false, uefi: true })
      await medium.close()
    })

    it('gives the same through the copy of its table where the first one is damaged, and says so', async () => {
      const path = join(home, 'gpt.img')
      for (const [position, length] of [
        [512 + 60, 1],
        [1024 + 5, 1],
        [512, 512],
        [512, 2048],
      ] as const) {
        const damaged = written('damaged.img', readFileSync(path))
        await overwrite(damaged, Buffer.alloc(length, 0xa5), position)
        const medium = await openMedium(damaged)
        expect(medium.identity.label).toBe('ESP')
        expect(medium.notices).toMatchObject([{ level: 'warning', code: 'medium-damaged' }])
        await medium.close()
      }
    })

    it('is one file where both tables are damaged', async () => {
      const damaged = written('both.img', readFileSync(join(home, 'gpt.img')))
      await overwrite(damaged, Buffer.alloc(512), 512)
      await overwrite(damaged, Buffer.alloc(512), 24 * MIB - 512)
      const medium = await openMedium(damaged)
      expect(medium.identity.filesystem).toBe('file')
      expect(medium.notices.map(({ code }) => code)).toEqual(['medium-damaged', 'medium-image-only'])
      await medium.close()
    })

    it('finds the copy of an image that was enlarged or lost its end (sgdisk)', async () => {
      const path = emptyImage(join(home, 'sgdisk.img'), 24 * MIB)
      run('sgdisk', ['-n', '1:2048:+8M', '-t', '1:ef00', path])
      await put(path, 2048, 8 * MIB, 'SGDISK', ['EFI'])
      truncateSync(path, 32 * MIB)
      await overwrite(path, Buffer.alloc(1), 512 + 40)
      const enlarged = await openMedium(path)
      expect(enlarged.identity.label).toBe('SGDISK')
      await enlarged.close()
    })

    it('gives a logical partition (sfdisk, MBR)', async () => {
      const path = emptyImage(join(home, 'logical.img'), 40 * MIB)
      await sfdisk(
        path,
        'label: dos\nstart=2048,size=2048,type=83\nstart=4096,type=5\nstart=6144,size=2048,type=83\nstart=10240,size=16384,type=c,bootable\n',
      )
      await put(path, 10240, 8 * MIB, 'LOGICAL', ['boot', 'readme'])
      const medium = await openMedium(path)
      expect(medium.identity.label).toBe('LOGICAL')
      expect(await contentOf(medium, '/readme')).toBe('lower')
      await medium.close()
    })

    it('gives the first FAT partition (parted, MBR), and starts a BIOS only where a partition is active', async () => {
      const path = emptyImage(join(home, 'parted.img'), 24 * MIB)
      run('parted', ['-s', path, 'mklabel', 'msdos', 'mkpart', 'primary', 'fat16', '1MiB', '10MiB'])
      run('parted', ['-s', path, 'mkpart', 'primary', 'fat16', '10MiB', '20MiB'])
      await put(path, 2048, 9 * MIB, 'FIRST', ['readme'])
      await put(path, 20480, 10 * MIB, 'SECOND', [])
      const before = await openMedium(path)
      expect(before.identity.label).toBe('FIRST')
      expect(await imageFacts(before)).toEqual({ kind: 'disk', bios: false, uefi: false })
      await before.close()
      run('parted', ['-s', path, 'set', '1', 'boot', 'on'])
      const after = await openMedium(path)
      expect(await imageFacts(after)).toEqual({ kind: 'disk', bios: true, uefi: false })
      await after.close()
    })

    it('names the file systems that it cannot read', async () => {
      const path = emptyImage(join(home, 'ext4.img'), 24 * MIB)
      await sfdisk(path, 'label: gpt\nstart=2048,type=linux\n')
      const part = emptyImage(join(home, 'ext4.part'), 20 * MIB)
      run('mkfs.ext4', ['-q', part])
      await overwrite(path, readFileSync(part).subarray(0, MIB), MIB)
      const medium = await openMedium(path)
      expect(medium.notices).toMatchObject([{ code: 'medium-image-only', text: expect.stringContaining('only ext4') }])
      await medium.close()
    })
  },
)

describeWith(['mformat', 'mkfs.fat', 'mcopy'], 'a floppy image', () => {
  it.each(['160', '180', '320', '360', '720', '1200', '1440', '2880'])('of %s KiB gives its files', async (kib) => {
    const path = emptyImage(join(home, `floppy${kib}.img`), Number(kib) * 1024)
    run('mformat', ['-f', kib, '-v', 'FLOPPY', '-i', path, '::'])
    const folder = join(home, 'floppy')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'KERNEL.SYS'), patterned(45_000, 8))
    copyToFat(path, folder, ['KERNEL.SYS'])
    const medium = await openMedium(path)
    expect(medium.identity).toMatchObject({ filesystem: 'fat', label: 'FLOPPY' })
    expect(sha256(await bytesOf(await medium.open('/kernel.sys')))).toBe(sha256(patterned(45_000, 8)))
    // mformat's own boot sector starts the hard disk.
    expect(await imageFacts(medium)).toEqual({ kind: 'floppy', bios: false, uefi: false })
    await medium.close()
  })

  it('starts UEFI when it has a loader for it', async () => {
    const medium = await openMedium(efiImage(join(home, 'efi.img'), patterned(5000, 2)))
    expect(await imageFacts(medium)).toEqual({ kind: 'floppy', bios: false, uefi: true })
    await medium.close()
  })

  it('starts a BIOS when there is a real boot sector in it', async () => {
    const path = emptyImage(join(home, 'boots.img'), 1_474_560)
    run('mkfs.fat', [path])
    const plain = await openMedium(path)
    expect(await imageFacts(plain)).toEqual({ kind: 'floppy', bios: false, uefi: false })
    await plain.close()
    await overwrite(path, patterned(448, 3), 62)
    const medium = await openMedium(path)
    expect(await imageFacts(medium)).toEqual({ kind: 'floppy', bios: true, uefi: false })
    await medium.close()
  })
})
