import { createHash } from 'node:crypto'
import { BootdropError } from '../errors'
import type { Medium } from './medium'

/** iPXE fetches these; HTTPS is compiled into its UEFI builds alone. */
const SCHEMES = ['http:', 'https:', 'tftp:']

/** Whether `path` names another server instead of something on this computer. */
export function isLink(path: string): boolean {
  return /^(https?|tftp):\/\//i.test(path)
}

/**
 * Another server as a medium: a FOG server, netboot.xyz, any iPXE script. There is nothing to read in it: what it is, recipes tell by
 * its URL. Nothing is fetched; only the machines go there.
 * @throws BootdropError `medium-not-recognised` for what is no URL that iPXE could fetch
 */
export function openLink(path: string): Medium {
  const url = URL.canParse(path) ? new URL(path) : undefined
  // A space would end the URL in a script line, and `${` is iPXE's own.
  if (url === undefined || !SCHEMES.includes(url.protocol) || url.hostname === '' || /[\s\p{Cc}]|\$\{/u.test(path)) {
    const text = `${path} is no address that a machine can boot from: write it like http://192.168.1.5/fog/service/ipxe/boot.php`
    throw new BootdropError('medium-not-recognised', text, { path, reason: 'link' })
  }
  // iPXE would fetch it whole and then not know what to start in it.
  if (/\.(iso|img|zip|wim)$/i.test(url.pathname)) {
    const text = `A machine cannot start ${path} at its address: download it and drop the file here.`
    throw new BootdropError('medium-not-recognised', text, { path, reason: 'link-image' })
  }
  const id = createHash('sha256').update(`url\n${path}`).digest('hex').slice(0, 12)
  const missing = (wanted: string): Promise<never> => {
    const text = `There is no file ${wanted}: the medium is the address ${path}.`
    return Promise.reject(new BootdropError('medium-file-missing', text, { path: wanted }))
  }
  const root = { name: '', path: '/', kind: 'directory', size: 0, mtime: undefined } as const
  return {
    identity: { id, path, fileName: 'link', label: url.host, filesystem: 'url', size: 0 },
    notices: [],
    list: (directory) => (directory === '/' ? Promise.resolve([]) : missing(directory)),
    stat: (wanted) => Promise.resolve(wanted === '/' ? root : undefined),
    open: missing,
    openRaw: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
  }
}
