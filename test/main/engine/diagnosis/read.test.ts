import { describe, expect, test } from 'vitest'
import { CAUSES } from '../../../../main/engine/diagnosis/causes'
import { ipxeError, ipxeMessage } from '../../../../main/engine/diagnosis/screen/ipxe'
import { MESSAGE_IDS, MESSAGES } from '../../../../main/engine/diagnosis/screen/messages'
import type { MessageId } from '../../../../main/engine/diagnosis/screen/messages'
import { readScreen } from '../../../../main/engine/diagnosis/screen/read'

describe('what is typed from a screen', () => {
  test.each<[string, MessageId]>([
    ['pxe e18', 'pxe-e18'],
    ['E-18', 'pxe-e18'],
    ['e18', 'pxe-e18'],
    ['PXE-E18: Server response timeout.', 'pxe-e18'],
    ['PXE-EI8', 'pxe-e18'],
    ['PXE E 16', 'pxe-e16'],
    ['pxe_e99', 'pxe-e99'],
    ['PXE-MOF: Exiting Intel Boot Agent.', 'pxe-m0f'],
    ['PXE-M0F', 'pxe-m0f'],
    ['PXE-T01: File not found', 'pxe-t01'],
    ['PXE-E3B', 'pxe-e3b'],
    ['PXE-EA0: Network boot canceled by keystroke.', 'pxe-ea0'],
    ['PXE-E67', 'pxe-e07'],
    ['NBP filesize is 0', 'nbp-zero'],
    ['NBP filesize is 0 Bytes', 'nbp-zero'],
    ['nbp file size 0', 'nbp-zero'],
    ['NBP file downloaded successfully.', 'nbp-downloaded'],
    ['http://ipxe.org/040ee119', 'ipxe-no-address'],
    ['ipxe.org/err/040ee1', 'ipxe-no-address'],
    ['Permission denied (https://ipxe.org/0216ee8f)', 'ipxe-certificate'],
    ['Connection timed out (4c0a6092)', 'ipxe-timeout'],
    ['Error 0x2d0c618e', 'ipxe-not-found'],
    ['No configuration methods succeeded', 'ipxe-no-address'],
    ['Exec format error (http://ipxe.org/2e008081)', 'ipxe-not-executable'],
    ['No bootable device', 'no-bootable'],
    ['no bootabel device', 'no-bootable'],
    ['Reboot and Select proper Boot device or Insert Boot Media', 'no-bootable'],
    ['VFS: Unable to mount root fs', 'no-root'],
    ['kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)', 'no-root'],
    ['BOOTMGR is missing', 'bootmgr-missing'],
    ['0xc0000001', 'win-0001'],
    ['status: 0xC000000F', 'win-000f'],
    ['c0000225', 'win-0225'],
    ['Security Violation', 'secure-boot-refusal'],
    ['Verification failed: (0x1A) Security Violation', 'shim-refusal'],
    ['Media test failure, check cable', 'pxe-e61'],
    ['No DHCP or proxyDHCP offers were received', 'pxe-e51'],
  ])('“%s” is %s', (typed, message) => {
    expect(readScreen(typed).message).toBe(message)
  })

  test.each(MESSAGE_IDS)('is understood as the list shows it: %s', (id) => {
    expect(readScreen(MESSAGES[id].shows).message).toBe(id)
  })

  test.each(['', '   ', '?!', 'qwertz', 'x'.repeat(100_000), 'PXE-E00', '0xdeadbeefdeadbeef'])(
    'is never a dead end (%#)',
    (typed) => {
      const { message, near } = readScreen(typed)
      expect(message).toBeUndefined()
      expect(near.length).toBeGreaterThan(0)
    },
  )

  test('that is not known brings the nearest first', () => {
    const { message, near } = readScreen('cannot mount anything at all')
    expect(message).toBeUndefined()
    expect(near).toContain('no-root')
    expect(near).not.toContain('pxe-e18')
  })
})

describe('a number of iPXE', () => {
  test.each<[string, MessageId]>([
    // Posix error, then the file: src/include/errno.h, src/include/ipxe/errfile.h.
    ['020c6101', 'ipxe-http-denied'],
    ['2d03e13b', 'ipxe-nothing'],
    ['2d126001', 'ipxe-not-found'],
    ['38086101', 'ipxe-link-down'],
    ['31008001', 'ipxe-no-memory'],
    ['3e116201', 'ipxe-no-name'],
    ['7f048183', 'ipxe-start-refused'],
    ['7f222083', 'ipxe-other'],
    ['0f0a6039', 'ipxe-refused'],
  ])('%s means %s', (hex, message) => {
    const error = ipxeError(hex)
    expect(error && ipxeMessage(error)).toBe(message)
  })

  test('is taken apart as iPXE packs it', () => {
    expect(ipxeError('040ee119')).toEqual({ posix: 0x04, file: 0x0ee000, which: 1 })
    expect(ipxeError('040ee1')).toEqual({ posix: 0x04, file: 0x0ee000, which: 1 })
  })

  test.each(['', '12', '00000000', '50000000', 'ffffffff', '0400zz00', '040ee1199'])('“%s” is none', (hex) => {
    expect(ipxeError(hex)).toBeUndefined()
  })
})

describe('the list of messages', () => {
  test.each(MESSAGE_IDS)('%s has causes, each with a rule and a weight', (id) => {
    const { causes, bios = {} } = MESSAGES[id]
    expect(Object.keys(causes).length).toBeGreaterThan(0)
    for (const [cause, weight] of [...Object.entries(causes), ...Object.entries(bios)]) {
      expect(CAUSES).toHaveProperty(cause)
      expect(weight).toBeGreaterThanOrEqual(1)
      expect(weight).toBeLessThanOrEqual(6)
    }
  })

  test('shows nothing twice', () => {
    const shown = MESSAGE_IDS.map((id) => MESSAGES[id].shows.toLowerCase())
    expect(new Set(shown).size).toBe(shown.length)
  })
})
