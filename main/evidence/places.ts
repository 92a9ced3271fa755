/** Whom and what paths and addresses name: users, servers, folders. */

export interface Place {
  readonly kind: 'user' | 'host' | 'folder'
  readonly name: string
}

/** Home folders, and disks that a desktop mounts for its user. Windows' and macOS' names may have spaces. */
export const USER_PATH =
  /((?:\/home\/|\/media\/|\/run\/media\/|(?:[A-Za-z](?::|%3a|\|))?(?:[\\/]|%5c|%2f)+Users(?:[\\/]|%5c|%2f)+))((?:(?<=Users(?:[\\/]|%5c|%2f)+)[^/\\"'\r\n:*?<>|%]{1,64}(?=[\\/]))|[^/\\\s"']+?(?=[/\\\s"']|%5c|%2f|$))/gi
const HOST_IN_ADDRESS = /\b(?:https?|ftp|nfs|smb|cifs|tftp|iscsi|file):\/\/(?:[^\s/?#"'@]*@)?([^\s/:?#"'@]+)/gi
/** `nfs:server01:/export`, `nfsroot=server01:/export` */
const NFS = /\bnfs(?:root|4)?[:=]([^\s/:,"'@[\]]+):(\/[^\s,"']*)?/gi
/** \\server\share\folder\file */
const UNC = /(?<![\\\w:])\\\\([^\\\s"'<>|:?*]+)\\([^\r\n"'<>|:?*]+)/g
/** A medium in a folder of somebody's. */
const MEDIUM =
  /(?:\b[A-Z]:[\\/]|\/(?:home|mnt|media|srv|data|opt|tmp|var|Users|Volumes|run)\/)[^\r\n"'<>|:?*]*?\.(?:iso|img|wim|esd|vhdx?|zip)\b/gi
/** Everybody's folders. */
const TOP =
  /^(?:home|users|mnt|media|run|srv|data|opt|tmp|var|usr|lib|share|volumes|root|net|nfs|export|exports|public|downloads?|desktop|documents|iso|isos|images?|[a-z][:|]|\.{1,2}|~|)$/i

/** Everything that a text names, as far as it can be told. */
export function placesIn(text: string): Place[] {
  return [
    ...[...text.matchAll(USER_PATH)].map(([, , name = '']): Place => ({ kind: 'user', name: withoutPercent(name) })),
    ...[...text.matchAll(HOST_IN_ADDRESS)].map(([, name = '']): Place => ({ kind: 'host', name })),
    ...[...text.matchAll(NFS)].flatMap(([, name = '', path = '']) => [server(name), ...foldersOf(path)]),
    ...[...text.matchAll(UNC)].flatMap(([, name = '', path = '']) => [server(name), ...foldersOf(path)]),
    ...[...text.matchAll(MEDIUM)].flatMap(([path]) => foldersOf(path)),
  ]
}

/** The folders of a path that are not everybody's, without the file. */
export function foldersOf(path: string): Place[] {
  const parts = path.replace(/^file:\/+/i, '').split(/[\\/]+/)
  return parts
    .slice(0, -1)
    .map(withoutPercent)
    .filter((part) => !TOP.test(part))
    .map((name) => ({ kind: 'folder', name }))
}

function server(name: string): Place {
  return { kind: 'host', name }
}

function withoutPercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
