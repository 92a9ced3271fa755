import type { DiskFile } from './disk'
import { openIso, readVolumes, udfError } from './iso/iso'
import type { Medium } from './medium'

/**
 * An optical disc image: ISO 9660, UDF, or both (a bridge). Takes over the caller's hold on `disk` when it gives a medium.
 * @returns undefined when the file is no disc image
 * @throws BootdropError `medium-truncated`, `medium-damaged`, `medium-not-recognised`
 */
export async function openDisc(disk: DiskFile): Promise<Medium | undefined> {
  const volumes = await readVolumes(disk)
  if (volumes.primary) return await openIso(disk, volumes, volumes.primary)
  if (volumes.udf) throw udfError(disk)
  return undefined
}
