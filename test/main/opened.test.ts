import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OpenedFiles, pathsIn } from '../../main/opened'
import { newlyServed, recentHandlers } from '../../main/recent'

describe('a command line', () => {
  it('names files as whole paths, and links as they are', () => {
    const words = ['a.iso', '/b.iso', 'file:///c%20d.iso', 'http://10.0.0.1/boot.ipxe', '']
    expect(pathsIn(words, '/home/me')).toEqual(['/home/me/a.iso', '/b.iso', '/c d.iso', 'http://10.0.0.1/boot.ipxe'])
  })

  it('holds no name with a NUL, which no file has', () => {
    expect(pathsIn(['file:///a%00b', 'file:///c.iso'], '/')).toEqual(['/c.iso'])
  })

  it('holds switches that are no files, and addresses of files that cannot be', () => {
    expect(pathsIn(['--inspect', '-psn_0_1', 'file://host/share/a.iso'], '/')).toEqual([])
  })
})

describe('files opened from outside', () => {
  it('wait for the page, then come in their order and once', () => {
    const opened = new OpenedFiles()
    const told: (readonly string[])[] = []
    opened.open(['/a.iso'])
    opened.open(['/b.iso'])
    opened.ready((paths) => told.push(paths))
    opened.open(['/c.iso'])
    opened.open([])
    expect(told).toEqual([['/a.iso', '/b.iso'], ['/c.iso']])
  })

  it('wait again while the page is loaded anew', () => {
    const opened = new OpenedFiles()
    const told: (readonly string[])[] = []
    opened.ready((paths) => told.push(paths))
    opened.away()
    opened.open(['/a.iso'])
    expect(told).toEqual([])
    opened.ready((paths) => told.push(paths))
    expect(told).toEqual([['/a.iso']])
  })
})

describe('recent media', () => {
  it('are looked at without being read; another server is not asked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bootdrop-recent-'))
    const here = join(folder, 'here.iso')
    await writeFile(here, 'x')
    const paths = [here, folder, join(folder, 'gone.iso'), 'http://10.0.0.1/boot.ipxe']
    await expect(recentHandlers().absences(paths)).resolves.toEqual([null, null, 'missing', null])
  })

  it('go to the system’s own list, the newest last, links never', () => {
    const [a, b] = [
      { path: '/a.iso', title: 'A', at: 1 },
      { path: '/b.iso', title: 'B', at: 1 },
    ]
    const again = { path: '/a.iso', title: 'A', at: 9 }
    expect(newlyServed([a], [b, a])).toEqual(['/b.iso'])
    expect(newlyServed([a, b], [again, b])).toEqual(['/a.iso'])
    expect(newlyServed([], [{ path: 'http://a/b', title: 'L', at: 3 }])).toEqual([])
    expect(newlyServed([a, b], [])).toEqual([])
  })
})
