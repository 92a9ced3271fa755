/** The firmware files of a Raspberry Pi, which takes TFTP for a remote file system (FIELD.md 3.4). */
import type { FileRole } from '../types'
import type { Loaders } from './loaders'
import { contentTypeOf } from './names'
import type { Resolution } from './resolve'

/** The last eight digits of its serial number, the folder that it looks in first. */
const SERIAL = /^[0-9a-f]{8}$/i

/** Without one of these it does not start; everything else it tries and does without. */
const NEEDED = /^(bootcode\.bin|start\w*\.elf)$/i

/** Whether a Raspberry Pi that does not get this file goes no further. */
export function isPiName(name: string): boolean {
  return NEEDED.test(name)
}

/** A file of the user's firmware folder, with or without the serial number in front, case forgiven. */
export async function ofPi({ pi }: Loaders, names: readonly string[]): Promise<Resolution | undefined> {
  if (!pi) return undefined
  const [first = '', ...rest] = names
  const path = SERIAL.test(first) && rest.length > 0 ? rest : names
  const entry = await pi.stat(`/${path.join('/')}`)
  if (entry?.kind !== 'file') return undefined
  const role: FileRole = NEEDED.test(entry.name) ? 'loader' : 'boot'
  return { kind: 'file', file: await pi.open(entry.path), role, contentType: contentTypeOf(entry.name) }
}
