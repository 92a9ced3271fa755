import { memoryFile } from '../../../../main/engine/media/files'
import { openLink } from '../../../../main/engine/media/link'
import type { Medium } from '../../../../main/engine/media/medium'
import type { BootLayout } from '../../../support/layouts/boot-layout'
import { layoutMedium, rawBytes } from './layout-medium'

/** The whole image of a layout. */
export function rawOf(layout: BootLayout): Buffer {
  return layout.raw === undefined ? rawBytes(layout) : Buffer.from(layout.raw)
}

/** A layout as a medium: in memory, or the address that it is. */
export function bootLayoutMedium(layout: BootLayout): Medium {
  if (layout.link !== undefined) return openLink(layout.link)
  const medium = layoutMedium(layout)
  const { fileName = medium.identity.fileName, raw, size = medium.identity.size } = layout
  return {
    ...medium,
    identity: { ...medium.identity, fileName, size, path: `/media/${fileName}` },
    openRaw: () =>
      raw === undefined ? medium.openRaw() : Promise.resolve(memoryFile(`/${fileName}`, Buffer.from(raw))),
  }
}
