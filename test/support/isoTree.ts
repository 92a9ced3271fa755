import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const LONG_NAME = `${'long-name-'.repeat(19)}0123456789`
export const LONGEST_NAME = `${'x'.repeat(248)}.tar.gz`.slice(0, 248)
/** Depth at which plain ISO 9660 needs relocation (more than eight). */
export const DEEP = '/d1/d2/d3/d4/d5/d6/d7/d8/d9/d10/d11/d12'
const LONG_TARGET = `${'some-directory-name/../'.repeat(12)}boot/vmlinuz`

/** Bytes that no two offsets of a file share the pattern of, so that a wrong extent shows. */
export function patterned(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = seed >>> 0 || 1
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}

/** A tree with all that Rock Ridge is for: long names, links, depth, many entries, UTF-8, empty files, dot files. */
export function makeTree(root: string): void {
  const put = (path: string, content: Uint8Array | string) => writeFileSync(join(root, path), content)
  for (const directory of ['boot', 'many', 'empty', 'some-directory-name', DEEP]) {
    mkdirSync(join(root, directory), { recursive: true })
  }
  put('boot/vmlinuz', patterned(300_001, 1))
  put('boot/initrd.img', patterned(2048 * 3, 2))
  put('boot/empty-file', '')
  put('.treeinfo', '[general]\nname = test\n')
  put(LONG_NAME, 'long')
  put(LONGEST_NAME, 'longest')
  put(`${DEEP}/bottom`, 'bottom')
  put('d1/d2/Überprüfung – 日本.txt', 'unicode')
  put('Same', 'upper')
  put('same', 'lower')
  for (let index = 0; index < 400; index += 1) put(`many/file-number-${index}.udeb`, `file ${index}`)
  symlinkSync('boot/vmlinuz', join(root, 'vmlinuz'))
  symlinkSync('/boot/initrd.img', join(root, 'absolute'))
  symlinkSync('./boot/../boot/./initrd.img', join(root, 'dotted'))
  symlinkSync(LONG_TARGET, join(root, 'long-link'))
  symlinkSync('../../../../etc/passwd', join(root, 'climbing'))
  symlinkSync('nowhere', join(root, 'broken'))
  symlinkSync('loop-b', join(root, 'loop-a'))
  symlinkSync('loop-a', join(root, 'loop-b'))
  symlinkSync('boot', join(root, 'linked-directory'))
}
