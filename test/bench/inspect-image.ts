import { gzipSync } from 'node:zlib'
import {
  descriptor,
  directory,
  type Layout,
  marker,
  record,
  S_IFDIR,
  S_IFREG,
  SECTOR,
  susp,
  writeSparse,
} from '../support/iso'
import { patterned } from '../support/isoTree'
import { kernelBytes } from '../support/trees'

/** A file's bytes, the size of a file that is all hole, or a directory. */
type Node = Uint8Array | number | Tree
type Tree = Map<string, Node>

/** A directory on its way into the image. */
interface Placed {
  readonly tree: Tree
  readonly block: number
  readonly sizeBytes: number
}

const FIRST_BLOCK = 20
const FILES_IN_A_PACKAGE = 3

/** How big the medium is: three files for each package. */
export interface LiveSize {
  readonly packages: number
  readonly packageBytes: number
}

const FOUR_GB: LiveSize = { packages: 2_000, packageBytes: 20_000 }

/**
 * Writes a live medium of about 4 GB as Debian makes them, package pool included. The files are real where an inspection looks
 * and holes elsewhere, so that it takes a few MB of disk.
 */
export function writeLiveImage(path: string, size = FOUR_GB): { readonly entries: number } {
  const tree = liveTree(size)
  const { layout, blocks } = layoutOf(tree)
  writeSparse(path, layout, blocks * SECTOR)
  return { entries: countOf(tree) }
}

/** The medium's tree; numbers are files that are all hole. */
export function liveTree({ packages, packageBytes }: LiveSize): Tree {
  const menu =
    'label live\n  kernel /live/vmlinuz-6.1.0-18-amd64\n  append initrd=/live/initrd.img-6.1.0-18-amd64 boot=live components quiet\n'
  const grub =
    'menuentry "Live" {\n  linux /live/vmlinuz-6.1.0-18-amd64 boot=live components quiet\n  initrd /live/initrd.img-6.1.0-18-amd64\n}\n'
  const pool: Tree = new Map()
  for (let index = 0; index < packages; index += 1) {
    const name = `package-${index}`
    const files = Array.from({ length: FILES_IN_A_PACKAGE }, (_, part): [string, Node] => [
      `${name}-part${part}_1.2.3-4_amd64.deb`,
      packageBytes,
    ])
    const letter = `${String.fromCharCode(97 + (index % 26))}`
    const shelf = pool.get(letter) ?? new Map<string, Node>()
    if (shelf instanceof Map) pool.set(letter, shelf.set(name, new Map(files)))
  }
  return new Map<string, Node>([
    ['.disk', new Map([['info', Buffer.from('Debian GNU/Linux 12.5.0 "Bookworm" - Official amd64 LIVE\n')]])],
    ['boot', new Map([['grub', new Map([['grub.cfg', Buffer.from(grub)]])]])],
    ['EFI', new Map([['boot', new Map([['bootx64.efi', kernelBytes(100_000)]])]])],
    ['isolinux', new Map([['isolinux.cfg', Buffer.from(menu)]])],
    [
      'live',
      new Map<string, Node>([
        ['filesystem.squashfs', 3_990_000_000],
        ['initrd.img-6.1.0-18-amd64', initrd()],
        ['vmlinuz-6.1.0-18-amd64', kernelBytes(8_000_000)],
      ]),
    ],
    ['pool', new Map([['main', pool]])],
  ])
}

/** A gzip initrd that tells its family only after some MiB, as real ones do. */
function initrd(): Buffer {
  const files = [
    newcFile('usr/lib/modules/big.ko', patterned(6_000_000, 3)),
    newcFile('scripts/live', Buffer.from('#!/bin/sh\n')),
    newcFile('bin/live-boot', Buffer.from('#!/bin/sh\n')),
    newcFile('TRAILER!!!', Buffer.alloc(0)),
  ]
  return gzipSync(Buffer.concat(files), { level: 1 })
}

/** One file of a cpio archive in the "newc" form (the kernel's buffer-format.rst). */
function newcFile(name: string, content: Uint8Array): Buffer {
  const fields = [1, 0o100644, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length + 1, 0]
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`
  const padded = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
  return Buffer.concat([padded(Buffer.from(header)), padded(content)])
}

/** Gives every directory its blocks, then every file; directories come first, as writers place them. */
function layoutOf(root: Tree): { layout: Layout; blocks: number } {
  const placed = new Map<Tree, Placed>()
  let next = FIRST_BLOCK
  for (const tree of directoriesOf(root)) {
    // How long a directory is does not depend on the blocks that stand in it.
    const sizeBytes = directory(
      { block: 0 },
      recordsOf(tree, () => ({ block: 0, length: 0 })),
    ).length
    placed.set(tree, { tree, block: next, sizeBytes })
    next += sizeBytes / SECTOR
  }
  const layout: Record<number, Uint8Array> = {}
  for (const { tree, block, sizeBytes } of placed.values()) {
    const root = block === FIRST_BLOCK ? [susp.sp(), susp.er()] : []
    const records = recordsOf(tree, (node) => {
      if (node instanceof Map) return { block: placed.get(node)?.block ?? 0, length: placed.get(node)?.sizeBytes ?? 0 }
      const length = typeof node === 'number' ? node : node.length
      const at = next
      next += Math.ceil(length / SECTOR)
      if (typeof node !== 'number') layout[at] = node
      return { block: at, length }
    })
    layout[block] = directory({ block, length: sizeBytes, systemUse: root }, records)
  }
  const rootLength = placed.get(root)?.sizeBytes ?? 0
  layout[16] = descriptor({ label: 'd-live 12.5.0 gn amd64', blocks: next, rootBlock: FIRST_BLOCK, rootLength })
  layout[17] = marker(255, 'CD001')
  return { layout, blocks: next }
}

function directoriesOf(root: Tree): Tree[] {
  const found = [root]
  for (const tree of found) for (const node of tree.values()) if (node instanceof Map) found.push(node)
  return found
}

function recordsOf(tree: Tree, place: (node: Node) => { block: number; length: number }): Buffer[] {
  return [...tree].map(([name, node], index) => {
    const isDirectory = node instanceof Map
    return record({
      name: isDirectory ? `D${index}` : `F${index}.;1`,
      ...place(node),
      flags: isDirectory ? 2 : 0,
      systemUse: [susp.px(isDirectory ? S_IFDIR : S_IFREG), susp.nm(name)],
    })
  })
}

export function countOf(tree: Tree): number {
  let count = 0
  for (const node of tree.values()) count += 1 + (node instanceof Map ? countOf(node) : 0)
  return count
}
