import { BootdropError } from '../errors'
import type { DiskFile } from './disk'
import { openIso, readVolumes } from './iso/iso'
import type { VolumeDescriptor, Volumes } from './iso/volume'
import type { Medium, MediumEntry } from './medium'
import { foldName } from './paths'
import { openUdf } from './udf/udf'

/**
 * An optical disc image: ISO 9660, UDF, or both (a bridge). Takes over the caller's hold on `disk` when it gives a medium.
 * @returns undefined when the file is no disc image
 * @throws BootdropError `medium-truncated`, `medium-damaged`
 */
export async function openDisc(disk: DiskFile): Promise<Medium | undefined> {
  const volumes = await readVolumes(disk)
  const { primary, udf } = volumes
  if (primary && udf) return openBridge(disk, volumes, primary)
  if (primary) return openIso(disk, volumes, primary)
  return udf ? openUdf(disk) : undefined
}

/** Of a disc whose files are in both, the side that tells more. Only one of the two media is given away, so only one is closed. */
async function openBridge(disk: DiskFile, volumes: Volumes, primary: VolumeDescriptor): Promise<Medium> {
  const iso = await orError(openIso(disk, volumes, primary))
  if (iso instanceof BootdropError && iso.code !== 'medium-damaged') throw iso
  const udf = await orError(openUdf(disk, primary.label))
  if (iso instanceof BootdropError) {
    if (udf instanceof BootdropError) throw iso
    return udf
  }
  if (await holdsOnlyReadme(iso)) {
    if (udf instanceof BootdropError) throw udf
    return udf
  }
  return !(udf instanceof BootdropError) && (await tellsMore(udf, iso)) ? udf : iso
}

/** Windows media hold nothing but a README on their ISO 9660 side; the files are in UDF. */
async function holdsOnlyReadme(iso: Medium): Promise<boolean> {
  const [only, ...more] = await iso.list('/')
  return more.length === 0 && (only === undefined || foldName(only.name) === 'readme.txt')
}

/** How many directories of a bridge are compared, the root included. */
const COMPARED_DIRECTORIES = 40
/** Longer directories are not compared: it would take longer than a drop may. */
const COMPARED_ENTRIES = 2000

/**
 * Whether UDF holds what the ISO side does not: more names, or files that are longer (`mkisofs -allow-limited-size` cuts those above
 * 4 GiB on the ISO side). Plain ISO names are short, so that UDF's tell more. Looks at the root and the directories in it.
 */
async function tellsMore(udf: Medium, iso: Medium): Promise<boolean> {
  if (iso.identity.filesystem === 'iso9660') return true
  const directories = ['/']
  for (const directory of directories) {
    const theirs = await orError(iso.list(directory))
    if (theirs instanceof BootdropError || theirs.length > COMPARED_ENTRIES) continue
    const ours = await orError(udf.list(directory))
    if (ours instanceof BootdropError) continue
    if (ours.length > theirs.length || someAreLonger(ours, theirs)) return true
    if (directory !== '/') continue
    directories.push(...ours.filter(({ kind }) => kind === 'directory').map(({ path }) => path))
    directories.length = Math.min(directories.length, COMPARED_DIRECTORIES)
  }
  return false
}

function someAreLonger(entries: readonly MediumEntry[], than: readonly MediumEntry[]): boolean {
  const sizes = new Map(than.map(({ name, size }) => [name, size]))
  return entries.some(({ name, size }) => size > (sizes.get(name) ?? Infinity))
}

async function orError<T>(reading: Promise<T>): Promise<T | BootdropError> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof BootdropError) return error
    throw error
  }
}
