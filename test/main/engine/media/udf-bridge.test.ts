import { mkdtempSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Medium } from '../../../../main/engine/media/medium'
import { openMedium } from '../../../../main/engine/media/open'
import { descriptor, directory, marker, record, S_IFDIR, S_IFREG, SECTOR, susp } from '../../../support/iso'
import { contentOf } from '../../../support/media'
import { ANCHOR, udfImage, writeUdf, type UdfTree, type UdfTreeNode } from '../../../support/udf-image'

const ROOT = 24
const BELOW = 25
const DATA = 26
const WIM = Buffer.from('wim '.repeat(1000))

let home: string
let path: string
let medium: Medium | undefined

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bootdrop-bridge-'))
  path = join(home, 'bridge.iso')
})

afterEach(async () => {
  await medium?.close()
  medium = undefined
  rmSync(home, { recursive: true })
})

/** Files of the ISO side: name in Rock Ridge (or the plain one) and size. */
type IsoSide = Readonly<Record<string, number>>

interface Sides {
  readonly udf: UdfTree
  readonly iso: IsoSide
  /** What is in the ISO side's directory `sources`; without it there is none. */
  readonly sources?: IsoSide
  readonly rockRidge?: boolean
  readonly replace?: Readonly<Record<number, Uint8Array>>
  readonly isoBlocks?: number
}

async function open({ udf, iso, sources, rockRidge = true, replace = {}, isoBlocks = 300 }: Sides): Promise<Medium> {
  const names = (name: string, mode: number) => (rockRidge ? [susp.px(mode), susp.nm(name)] : [])
  const files = (side: IsoSide) =>
    Object.entries(side).map(([name, length]) =>
      record({ name: name.toUpperCase(), block: DATA, length, systemUse: names(name, S_IFREG) }),
    )
  const below = { name: 'SOURCES', block: BELOW, length: SECTOR, flags: 2, systemUse: names('sources', S_IFDIR) }
  const records = [...files(iso), ...(sources ? [record(below)] : [])]
  writeUdf(
    path,
    udfImage(udf, {
      label: 'UDF LABEL',
      replace: {
        16: descriptor({ label: 'ISO LABEL', blocks: isoBlocks, rootBlock: ROOT }),
        17: marker(255, 'CD001'),
        18: marker(0, 'BEA01'),
        19: marker(0, 'NSR02'),
        20: marker(0, 'TEA01'),
        [ROOT]: directory({ block: ROOT, systemUse: rockRidge ? [susp.sp(), susp.er()] : [] }, records),
        [BELOW]: directory({ block: BELOW }, files(sources ?? {})),
        [DATA]: Buffer.from('iso side'.padEnd(SECTOR)),
        ...replace,
      },
    }),
  )
  medium = await openMedium(path)
  return medium
}

const WINDOWS: UdfTree = new Map<string, UdfTreeNode>([
  ['bootmgr', Buffer.from('bootmgr')],
  ['sources', new Map([['boot.wim', WIM]])],
])

describe('of a bridge', () => {
  it('the UDF side is read where the other one holds a README only, as Windows media do', async () => {
    const opened = await open({ udf: WINDOWS, iso: { 'readme.txt': 5 }, rockRidge: false })
    expect(opened.identity).toMatchObject({ filesystem: 'udf', label: 'UDF LABEL' })
    expect(await contentOf(opened, '/SOURCES/BOOT.WIM')).toBe(WIM.toString())
    expect(await opened.stat('/readme.txt')).toBeUndefined()
    expect(opened.notices).toEqual([])
  })

  it('the ISO side is read where it holds as much', async () => {
    const opened = await open({ udf: WINDOWS, iso: { bootmgr: 7 }, sources: { 'boot.wim': WIM.length } })
    expect(opened.identity).toMatchObject({ filesystem: 'iso9660+rockridge', label: 'ISO LABEL' })
    expect(await contentOf(opened, '/bootmgr')).toBe('iso sid')
  })

  it('the UDF side is read where it holds more at the root', async () => {
    const opened = await open({
      udf: WINDOWS,
      iso: { bootmgr: 7, 'readme.txt': 5 },
      sources: { 'boot.wim': WIM.length },
    })
    expect(opened.identity.filesystem).toBe('iso9660+rockridge')
    await opened.close()
    expect((await open({ udf: WINDOWS, iso: { bootmgr: 7 } })).identity.filesystem).toBe('udf')
  })

  it('the UDF side is read where a file is cut short on the other one, as mkisofs does above 4 GiB', async () => {
    const opened = await open({ udf: WINDOWS, iso: { bootmgr: 7 }, sources: { 'boot.wim': 100 } })
    expect(opened.identity.filesystem).toBe('udf')
    expect((await opened.stat('/sources/boot.wim'))?.size).toBe(WIM.length)
  })

  it('the UDF side is read where the other one has neither Rock Ridge nor Joliet', async () => {
    const opened = await open({
      udf: WINDOWS,
      iso: { bootmgr: 7 },
      sources: { 'boot.wim': WIM.length },
      rockRidge: false,
    })
    expect(opened.identity.filesystem).toBe('udf')
  })

  it('each side is read where the other one is damaged', async () => {
    const sides = { udf: WINDOWS, iso: { bootmgr: 7 } }
    const nothing = Buffer.alloc(SECTOR)
    expect((await open({ ...sides, replace: { [ROOT]: nothing } })).identity.filesystem).toBe('udf')
    await medium?.close()
    const opened = await open({ ...sides, replace: { 32: nothing, 33: nothing, 48: nothing, 49: nothing } })
    expect(opened.identity.filesystem).toBe('iso9660+rockridge')
    await opened.close()
    const last = udfImage(WINDOWS).sizeBytes / SECTOR - 1
    await expect(
      open({ ...sides, replace: { [ROOT]: nothing, [ANCHOR]: nothing, [last]: nothing } }),
    ).rejects.toMatchObject({ code: 'medium-damaged', details: { directory: '/' } })
  })

  it('with a README only, what is wrong with UDF is what is told', async () => {
    const replace = { [ANCHOR]: Buffer.alloc(SECTOR), [udfImage(WINDOWS).sizeBytes / SECTOR - 1]: Buffer.alloc(SECTOR) }
    await expect(open({ udf: WINDOWS, iso: { 'readme.txt': 5 }, replace })).rejects.toMatchObject({
      code: 'medium-damaged',
      message: expect.stringContaining('bridge.iso is a UDF image') as string,
    })
  })

  it('it is noticed when it was cut off, by either header', async () => {
    await expect(open({ udf: WINDOWS, iso: { bootmgr: 7 }, isoBlocks: 600_000 })).rejects.toMatchObject({
      code: 'medium-truncated',
    })
    const big = new Map<string, UdfTreeNode>([['install.wim', 900_000_000]])
    await (await open({ udf: big, iso: { 'readme.txt': 5 } })).close()
    truncateSync(path, 400_000_000)
    await expect(openMedium(path)).rejects.toMatchObject({
      code: 'medium-truncated',
      message: expect.stringMatching(/the image is 50\d MB shorter/) as string,
    })
  })
})
