import { mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Resolve } from '../../../../main/engine/boot/resolve'
import { createVirtualRoot } from '../../../../main/engine/boot/virtual-root'
import { BootdropError } from '../../../../main/engine/errors'
import type { Medium } from '../../../../main/engine/media/medium'
import { openMedium } from '../../../../main/engine/media/open'
import { smallIso } from '../../../support/iso'
import { memoryMedium } from '../recipes/memory-medium'
import { anyText, request, testRoot } from './parts'

const first = memoryMedium({
  '/linux': 'kernel',
  '/EFI/BOOT/BOOTX64.EFI': 'efi',
  '/Dir/File Name.TXT': 'text',
  '/.treeinfo': 't',
})
const second = memoryMedium({ '/other': 'o' }, { id: '999999999999' })

const resolve = createVirtualRoot(
  testRoot({ media: [first, second], isBootFile: (medium, path) => medium === first && path === '/linux' }),
)

async function found(path: string, protocol: 'http' | 'tftp' = 'http'): Promise<string> {
  const resolution = await resolve(request(path, protocol))
  if (resolution.kind === 'not-found') return resolution.expected ? 'tried by habit' : 'not found'
  await resolution.file.close()
  return `${resolution.role} ${resolution.file.path}`
}

describe('over HTTP', () => {
  test.each([
    ['/iso/abcdef012345/linux', 'boot /linux'],
    ['/iso/ABCDEF012345/LINUX', 'boot /linux'],
    ['/iso/abcdef012345/dir/file name.txt', 'runtime /Dir/File Name.TXT'],
    ['/iso/abcdef012345/.treeinfo', 'runtime /.treeinfo'],
    ['/iso/abcdef012345//efi//boot/bootx64.efi', 'runtime /EFI/BOOT/BOOTX64.EFI'],
    ['/iso/999999999999/other', 'runtime /other'],
    ['/raw/abcdef012345/any name.iso', 'runtime /test.iso'],
    ['/boot/SNPONLY.EFI', 'loader /snponly.efi'],
    ['/boot.ipxe', 'script /boot.ipxe'],
    ['/iso/abcdef012345/Dir', 'not found'],
    ['/iso/abcdef012345', 'not found'],
    ['/iso/000000000000/linux', 'not found'],
    ['/raw/abcdef012345/deep/er.iso', 'not found'],
    ['/linux', 'not found'],
    ['/', 'not found'],
    ['/iso/abcdef012345/images/updates.img', 'tried by habit'],
    ['/favicon.ico', 'tried by habit'],
  ])('%s is %s', async (path, expected) => {
    expect(await found(path)).toBe(expected)
  })
})

describe('a packed file', () => {
  const packed = memoryMedium({ '/boot/xen.gz': gzipSync('xen'), '/doc/bomb.gz': gzipSync('doc') })
  const unpacking = createVirtualRoot(testRoot({ media: [packed], isBootFile: (_, path) => path === '/boot/xen.gz' }))

  test('is given unpacked when a plan names it', async () => {
    const resolution = await unpacking(request('/gunzip/abcdef012345/boot/xen.gz'))
    expect(resolution).toMatchObject({ kind: 'file', role: 'boot', file: { path: '/boot/xen', size: 3 } })
  })

  test.each(['http', 'tftp'] as const)('that no plan names is not unpacked over %s', async (protocol) => {
    const before = packed.bytesRead
    expect(await unpacking(request('/gunzip/abcdef012345/doc/bomb.gz', protocol))).toMatchObject({ kind: 'not-found' })
    expect(packed.bytesRead).toBe(before)
  })
})

describe('over TFTP', () => {
  test.each([
    ['snponly.efi', 'loader /snponly.efi'],
    ['\\Boot\\UNDIonly.kpxe', 'loader /undionly.kpxe'],
    ['/EFI/BOOT/ipxe.efi', 'loader /ipxe.efi'],
    ['autoexec.ipxe', 'script /autoexec.ipxe'],
    ['/efi/boot/autoexec.ipxe', 'script /autoexec.ipxe'],
    ['linux', 'boot /linux'],
    ['dir\\FILE NAME.txt', 'other /Dir/File Name.TXT'],
    ['/iso/abcdef012345/linux', 'boot /linux'],
    ['revocations_sbat.efi', 'tried by habit'],
    ['shim_certificate_0.efi', 'tried by habit'],
    ['/grub/x86_64-efi/command.lst', 'tried by habit'],
    ['pxelinux.cfg/01-52-54-00-12-34-56', 'tried by habit'],
    ['bootsig.bin', 'tried by habit'],
    ['other', 'other /other'],
    ['nothing', 'not found'],
  ])('%s is %s', async (path, expected) => {
    expect(await found(path, 'tftp')).toBe(expected)
  })
})

describe('a name that climbs or is no name', () => {
  test.each([
    '../../etc/passwd',
    '/iso/abcdef012345/../../../etc/passwd',
    '..\\..\\windows\\win.ini',
    '/etc/passwd',
    'C:\\Windows\\System32\\config\\SAM',
    '\\\\server\\share\\file',
    'linux\0.efi',
    '%2e%2e/%2e%2e/etc/passwd',
    '....//....//etc/passwd',
    'a'.repeat(600),
    `${'a/'.repeat(2000)}b`,
    '',
    '.',
    '/iso/abcdef012345/..',
    'linux\n',
  ])('%j is not found', async (path) => {
    expect(await found(path)).toBe('not found')
    expect(await found(path, 'tftp')).toBe('not found')
  })

  test('never makes the resolver throw, nor reach beyond what is served', async () => {
    const served = ['/linux', '/EFI/BOOT/BOOTX64.EFI', '/Dir/File Name.TXT', '/.treeinfo', '/other', '/test.iso']
    const part = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '',
        'iso',
        'raw',
        'boot',
        'abcdef012345',
        'linux',
        'snponly.efi',
        '\\',
        'boot.ipxe',
        '%2f',
      ),
      anyText(12),
    )
    const path = fc.array(part, { maxLength: 8 }).map((parts) => parts.join('/'))
    await fc.assert(
      fc.asyncProperty(path, fc.constantFrom('http' as const, 'tftp' as const), async (name, protocol) => {
        const resolution = await resolve(request(name, protocol))
        if (resolution.kind === 'not-found') return
        const own = resolution.role === 'loader' || resolution.role === 'script'
        expect(own || served.includes(resolution.file.path)).toBe(true)
      }),
    )
  })
})

describe('content types', () => {
  test.each([
    ['/boot/snponly.efi', 'application/efi'],
    ['/raw/abcdef012345/x.iso', 'application/vnd.efi-iso'],
    ['/boot.ipxe', 'text/plain'],
    ['/iso/abcdef012345/linux', 'application/octet-stream'],
  ])('of %s is %s', async (path, contentType) => {
    expect(await resolve(request(path))).toMatchObject({ contentType })
  })
})

test('a medium that went away is one file less, with the reason', async () => {
  const gone = new BootdropError('medium-changed', 'The image is gone.')
  const medium = { ...first, stat: () => Promise.reject(gone) }
  const broken = createVirtualRoot(testRoot({ media: [medium] }))
  expect(await broken(request('/iso/abcdef012345/linux'))).toEqual({
    kind: 'not-found',
    expected: false,
    mediumGone: true,
    reason: 'The image is gone.',
  })
})

describe('an image on disk', () => {
  let home: string
  let path: string
  let image: Medium
  let served: Resolve

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'bootdrop-served-'))
    path = join(home, 'served.iso')
    writeFileSync(path, smallIso())
    image = await openMedium(path)
    served = createVirtualRoot(testRoot({ media: [image] }))
  })

  afterEach(async () => {
    await image.close()
    rmSync(home, { recursive: true })
  })

  const vanish = () => unlinkSync(path)
  const replace = () => {
    writeFileSync(join(home, 'new.iso'), smallIso())
    renameSync(join(home, 'new.iso'), path)
  }
  test.each([
    ['vanished', '/link', vanish, /no longer there/],
    ['vanished', undefined, vanish, /no longer there/],
    ['was replaced', '/link', replace, /replaced by another file/],
    ['was replaced', undefined, replace, /replaced by another file/],
  ])('that %s while it is served is told as a medium that is gone (%s)', async (_how, file, change, reason) => {
    const { id } = image.identity
    const wanted = request(file === undefined ? `/raw/${id}/served.iso` : `/iso/${id}${file}`)
    const before = await served(wanted)
    expect(before.kind).toBe('file')
    if (before.kind === 'file') await before.file.close()
    change()
    expect(await served(wanted)).toEqual({
      kind: 'not-found',
      expected: false,
      mediumGone: true,
      reason: expect.stringMatching(reason) as string,
    })
  })

  test('that is still there makes a wrong name no more than a wrong name', async () => {
    const missing = await served(request(`/iso/${image.identity.id}/nothing`))
    expect(missing).toMatchObject({ kind: 'not-found' })
    expect(missing).not.toMatchObject({ mediumGone: true })
  })
})
