/** What 7-Zip says is in an archive: its technical listing (`l -slt`), read line by line. */
import { SevenZipError, sevenZipOutput, type SevenZipRun } from './seven-zip'

export interface ListedEntry {
  /** As the archive spells it, except that 7-Zip writes `_` for a line break. */
  readonly path: string
  readonly kind: 'file' | 'directory' | 'link' | 'device'
  /** Bytes; of a link the length of its target. */
  readonly size: number
  /** Target of a symbolic link, where the listing tells it (tar does, zip and 7z do not). */
  readonly target: string | undefined
  /** Name of the entry that this is a hard link to. */
  readonly hardLink: string | undefined
  readonly encrypted: boolean
}

/** A line longer than that is no name that any file system takes. */
const MAX_LINE_BYTES = 64 * 1024

/**
 * The entries of an archive, in its own order.
 * @param archive its path; undefined for `run.input` of `type`
 * @throws SevenZipError where 7-Zip finds fault with the archive; what sevenZipOutput throws
 */
export async function* listArchive(
  archive: string | undefined,
  type: string,
  run: SevenZipRun,
): AsyncGenerator<ListedEntry> {
  const source = archive === undefined ? ['-si'] : [archive]
  const head: string[] = []
  let fields: Map<string, string> | undefined
  try {
    for await (const line of lines(sevenZipOutput(['l', '-slt', `-t${type}`, ...source], run))) {
      if (fields === undefined) {
        if (line === '----------') fields = new Map()
        else head.push(line)
        continue
      }
      const [, key, value] = /^([A-Z][A-Za-z ]*) =(?: (.*))?$/s.exec(line) ?? []
      if (key !== undefined) fields.set(key, value ?? '')
      else if (line === '') {
        const entry = entryOf(fields)
        fields.clear()
        if (entry) yield entry
      }
    }
  } catch (error) {
    throw error instanceof SevenZipError ? new SevenZipError(`${error.said}\n${head.join('\n')}`) : error
  }
}

function entryOf(fields: ReadonlyMap<string, string>): ListedEntry | undefined {
  const path = fields.get('Path')
  if (path === undefined) return undefined
  const target = fields.get('Symbolic Link')
  return {
    path,
    kind: kindOf(fields, target),
    size: Number(fields.get('Size') ?? 0) || 0,
    target: target === '' ? undefined : target,
    hardLink: fields.get('Hard Link') || undefined,
    encrypted: fields.get('Encrypted') === '+',
  }
}

/** `drwxr-xr-x` is in `Mode` (tar) or at the end of `Attributes` (zip, 7z), where `D` in front means a folder too. */
function kindOf(fields: ReadonlyMap<string, string>, target: string | undefined): ListedEntry['kind'] {
  const attributes = fields.get('Attributes') ?? ''
  const [type] = /[-dlbcps][-rwxsStT]{9}$/.exec(fields.get('Mode') ?? attributes) ?? []
  if (type?.startsWith('l') === true || (target !== undefined && target !== '')) return 'link'
  if (type !== undefined && /^[bcps]/.test(type)) return 'device'
  const folder = fields.get('Folder') === '+' || type?.startsWith('d') === true || /^D/.test(attributes)
  return folder ? 'directory' : 'file'
}

async function* lines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of pieces) {
    const parts = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = (parts.pop() ?? '').slice(0, MAX_LINE_BYTES)
    // Windows ends lines with CR LF; elsewhere a CR belongs to a name, and is refused there.
    for (const line of parts) yield process.platform === 'win32' ? line.replace(/\r$/, '') : line
  }
  yield rest
  yield ''
}
