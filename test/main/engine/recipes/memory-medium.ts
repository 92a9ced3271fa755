import { BootdropError } from '../../../../main/engine/errors'
import { memoryFile } from '../../../../main/engine/media/files'
import type { Medium, MediumEntry } from '../../../../main/engine/media/medium'

export interface MemoryMediumOptions {
  readonly label?: string
  readonly filesystem?: string
  readonly id?: string
  readonly size?: number
}

/** A medium in memory that counts what is read of it. Lookups forgive case, as real ones do. */
export interface MemoryMedium extends Medium {
  readonly bytesRead: number
}

export function memoryMedium(
  files: Readonly<Record<string, Uint8Array | string>>,
  options: MemoryMediumOptions = {},
): MemoryMedium {
  const contents = new Map<string, { path: string; bytes: Uint8Array }>()
  const directories = new Map<string, string>([['/', '/']])
  for (const [path, content] of Object.entries(files)) {
    contents.set(path.toLowerCase(), { path, bytes: Buffer.from(content) })
    for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
      directories.set(path.slice(0, at).toLowerCase(), path.slice(0, at))
    }
  }
  const entryOf = (path: string, kind: 'file' | 'directory', size: number): MediumEntry => ({
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    kind,
    size,
    mtime: undefined,
  })
  const stat = (path: string): MediumEntry | undefined => {
    const key = path.toLowerCase()
    const file = contents.get(key)
    if (file) return entryOf(file.path, 'file', file.bytes.length)
    const directory = directories.get(key)
    return directory === undefined ? undefined : entryOf(directory, 'directory', 0)
  }
  let bytesRead = 0
  return {
    get bytesRead() {
      return bytesRead
    },
    identity: {
      id: options.id ?? 'abcdef012345',
      path: '/media/test.iso',
      fileName: 'test.iso',
      label: options.label ?? 'TEST',
      filesystem: options.filesystem ?? 'iso9660+rockridge',
      size: options.size ?? 100 * 1024 * 1024,
    },
    notices: [],
    list(directory) {
      const prefix = directory === '/' ? '/' : `${directory.toLowerCase()}/`
      const all = [...[...contents.values()].map(({ path }) => path), ...directories.values()]
      const children = all.filter((path) => {
        const key = path.toLowerCase()
        return key !== '/' && key.startsWith(prefix) && !key.slice(prefix.length).includes('/')
      })
      return Promise.resolve(children.flatMap((path) => stat(path) ?? []))
    },
    stat: (path) => Promise.resolve(stat(path)),
    async open(path) {
      const found = contents.get(path.toLowerCase())
      if (!found) throw new BootdropError('medium-file-missing', `There is no ${path}.`, { path })
      const file = memoryFile(found.path, found.bytes)
      return {
        ...file,
        async read(target, position) {
          const got = await file.read(target, position)
          bytesRead += got
          return got
        },
      }
    },
    openRaw: () => Promise.resolve(memoryFile('/test.iso', Buffer.from('raw image'))),
    close: () => Promise.resolve(),
  }
}
