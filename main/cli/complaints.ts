import { BootdropError, systemCode } from '../engine/errors'
import type { Command } from './args'

type ServeCommand = Extract<Command, { name: 'serve' }>

/** Why a file or folder that the user named cannot be used, to follow its path; undefined where the system says something rare. */
export function whyNoPath(error: unknown): string | undefined {
  switch (systemCode(error)) {
    case 'ENOENT':
      return 'is not there'
    case 'EISDIR':
      return 'is a folder, not a file'
    case 'ENOTDIR':
    case 'EEXIST':
      return 'is a file, not a folder, or lies below one'
    case 'EACCES':
    case 'EPERM':
      return 'may not be used by this user'
    case 'EROFS':
      return 'is on a disk that cannot be written'
    case 'ENOSPC':
      return 'is on a disk that is full'
    default:
      return undefined
  }
}

/**
 * What kept `serve` from starting, as whoever typed the line can act on it: the engine's own sentences serve the window as well and
 * name no options. Anything else stays as it is.
 */
export function inWordsOfTheLine(error: unknown, { loaders, rules }: ServeCommand): unknown {
  if (!(error instanceof BootdropError)) return error
  const { code, message, details, cause } = error
  if (code === 'loaders-folder' && loaders !== undefined) {
    return new BootdropError(code, `--loaders ${loaders}: ${message}`, { folder: loaders }, error)
  }
  if (code === 'foreign-dhcp') {
    const text = `${message} Proxy mode is --mode proxy; without --mode it is taken by itself.`
    return new BootdropError(code, text, details, error)
  }
  const why = code === 'rules-broken' ? whyNoPath(cause) : undefined
  if (why !== undefined && rules !== undefined) {
    const text = `--rules ${rules} ${why}. Give a YAML or JSON file, see docs/rules.md`
    return new BootdropError(code, text, details, error)
  }
  return error
}
