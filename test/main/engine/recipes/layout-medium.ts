import { memoryFile } from '../../../../main/engine/media/files'
import type { Medium } from '../../../../main/engine/media/medium'
import type { Layout } from '../../../support/layouts/layout'
import { memoryMedium } from './memory-medium'

/** The whole image of a layout: bytes that say so. */
export function rawBytes({ name }: Layout): Buffer {
  return Buffer.from(`image of ${name} `.repeat(500))
}

/** A layout as a medium in memory; an ISO of 700 MB where it does not say otherwise. */
export function layoutMedium(layout: Layout): Medium {
  const { label = '', filesystem = 'iso9660+rockridge', name } = layout
  const medium = memoryMedium(layout.files, { label, filesystem, id: 'abcdef012345', size: 700 * 1024 * 1024 })
  const isImage = filesystem.startsWith('iso9660')
  const fileName = isImage ? `${name}.iso` : name
  return {
    ...medium,
    identity: { ...medium.identity, fileName, path: `/media/${fileName}` },
    openRaw: () => Promise.resolve(isImage ? memoryFile(`/${fileName}`, rawBytes(layout)) : undefined),
  }
}
