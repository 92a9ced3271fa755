/**
 * The drivers for one machine as one file: a cabinet that holds one cabinet for each driver, so that no two of their files meet. It is
 * read from the drivers' own files while it is sent: none of it stays in memory, however many machines ask and however slowly.
 */
import { createHash } from 'node:crypto'
import { BootdropError } from '../../errors'
import { DiskFile } from '../../media/disk'
import type { MediumFile } from '../../media/medium'
import type { Cpu } from '../../types'
import type { PciDevice } from '../pci'
import { cabinetOf, inMemory } from './cab'
import type { CabFile, Content } from './cab'
import { driversFor, filesOfDriver } from './folder'
import type { DriverFile } from './folder'

/** Windows PE unpacks it in memory, beside itself. */
const MAX_PACK_BYTES = 256 * 1024 * 1024

/** Always a cabinet with at least `readme.txt`, which tells what is in it: a boot must not stop for want of a driver. */
export async function driverPack(root: string, cpu: Cpu, devices: readonly PciDevice[]): Promise<MediumFile> {
  const found = await driversFor(root, cpu, devices)
  const lines = [`Devices: ${devices.map(({ vendor, device }) => `${vendor}:${device}`).join(' ') || 'not told'}`]
  const cabs: CabFile[] = []
  const source = new DriverSource()
  const version = createHash('sha256')
  if ('reason' in found) lines.push(`No drivers: ${found.reason}.`)
  else {
    let left = MAX_PACK_BYTES
    for (const [at, driver] of found.entries()) {
      const files = (await filesOfDriver(driver).catch(() => [])).filter(({ name }) => isPlain(name))
      const bytes = files.reduce((sum, file) => sum + file.size, 0)
      if (files.length === 0 || bytes > left) {
        lines.push(`${driver.infPath} was left out: it cannot be read, or it is too big.`)
        continue
      }
      left -= bytes
      for (const { path, size, mtimeMs } of files) version.update(`${path}\n${size} ${mtimeMs}\n`)
      const content = cabinetOf(files.map((file) => ({ name: file.name, content: source.content(file) })))
      cabs.push({ name: `d${at + 1}.cab`, content })
      lines.push(`d${at + 1}: ${driver.infPath}`)
    }
    if (found.length === 0) lines.push('No driver in the folder is for one of them.')
  }
  const readme = lines.map((line) => `${line.replace(/[^\x20-\x7e]/g, '?')}\r\n`).join('')
  const cabinet = cabinetOf([{ name: 'readme.txt', content: inMemory(Buffer.from(readme, 'latin1')) }, ...cabs])
  return {
    path: '/drivers.cab',
    size: cabinet.size,
    etag: version.update(readme).digest('hex').slice(0, 16),
    mtime: undefined,
    async read(target, position) {
      const length = Math.max(0, Math.min(target.length, cabinet.size - position))
      if (length > 0) await cabinet.read(target.subarray(0, length), position)
      return length
    },
    close: () => source.close(),
  }
}

/** The drivers' files on disk. One is open at a time, as they are read one after the other. */
class DriverSource {
  #last: { readonly path: string; readonly disk: DiskFile } | undefined
  #closed = false

  /** @throws BootdropError `medium-changed` from reading, where the file is not the one that was listed */
  content(file: DriverFile): Content {
    return {
      size: file.size,
      read: async (target, position) => {
        const disk = await this.#open(file)
        try {
          await disk.read(target, position)
        } finally {
          await disk.release()
        }
      },
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    const last = this.#last
    this.#last = undefined
    await last?.disk.release()
  }

  /** For one reading, which has to release it. */
  async #open({ path, size, mtimeMs }: DriverFile): Promise<DiskFile> {
    const last = this.#last
    if (last?.path === path) {
      last.disk.retain()
      return last.disk
    }
    const disk = await DiskFile.open(path)
    if (disk.sizeBytes !== size || disk.mtimeMs !== mtimeMs) {
      await disk.release()
      throw new BootdropError('medium-changed', `${path} was changed while it was sent.`, { path })
    }
    if (this.#closed) return disk
    const before = this.#last
    this.#last = { path, disk }
    disk.retain()
    await before?.disk.release()
    return disk
  }
}

function isPlain(name: string): boolean {
  return /^[\x20-\x7e]{1,200}$/.test(name)
}
