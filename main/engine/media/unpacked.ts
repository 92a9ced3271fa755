import { BootdropError } from '../errors'
import type { Medium, MediumFile } from './medium'

/**
 * What is packed in a `.gz` file of a medium, as a file of its own.
 * @throws BootdropError `medium-damaged` for a gzip that is cut off or corrupt, or that unpacks to more than can be kept in memory
 */
export function unpackedFile(_medium: Medium, path: string): Promise<MediumFile> {
  return Promise.reject(new BootdropError('medium-damaged', `${path} cannot be unpacked yet.`))
}
