/** The drivers for one machine as one file: a cabinet that holds one cabinet for each driver, so that no two of their files meet. */
import type { Cpu } from '../../types'
import type { PciDevice } from '../pci'
import { writeCab } from './cab'
import type { CabFile } from './cab'
import { driversFor, filesOfDriver } from './folder'

/** Windows PE unpacks it in memory, beside itself. */
const MAX_PACK_BYTES = 256 * 1024 * 1024

/** Always a cabinet with at least `readme.txt`, which tells what is in it: a boot must not stop for want of a driver. */
export async function driverPack(root: string, cpu: Cpu, devices: readonly PciDevice[]): Promise<Uint8Array> {
  const found = await driversFor(root, cpu, devices)
  const lines = [`Devices: ${devices.map(({ vendor, device }) => `${vendor}:${device}`).join(' ') || 'not told'}`]
  const cabs: CabFile[] = []
  if ('reason' in found) lines.push(`No drivers: ${found.reason}.`)
  else {
    let left = MAX_PACK_BYTES
    for (const [at, driver] of found.entries()) {
      const files = (await filesOfDriver(driver).catch(() => [])).filter(({ name }) => isPlain(name))
      const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
      if (files.length === 0 || bytes > left) {
        lines.push(`${driver.infPath} was left out: it cannot be read, or it is too big.`)
        continue
      }
      left -= bytes
      cabs.push({ name: `d${at + 1}.cab`, bytes: writeCab(files) })
      lines.push(`d${at + 1}: ${driver.infPath}`)
    }
    if (found.length === 0) lines.push('No driver in the folder is for one of them.')
  }
  const readme = lines.map((line) => `${line.replace(/[^\x20-\x7e]/g, '?')}\r\n`).join('')
  return writeCab([{ name: 'readme.txt', bytes: Buffer.from(readme, 'latin1') }, ...cabs])
}

function isPlain(name: string): boolean {
  return /^[\x20-\x7e]{1,200}$/.test(name)
}
