import { describe, expect, test } from 'vitest'
import { CAUSES } from '../../../../main/engine/diagnosis/causes'
import { ipxeError, ipxeMessage } from '../../../../main/engine/diagnosis/screen/ipxe'
import { LOCALISED } from '../../../../main/engine/diagnosis/screen/localised'
import { MESSAGE_IDS, MESSAGES } from '../../../../main/engine/diagnosis/screen/messages'
import type { MessageId } from '../../../../main/engine/diagnosis/screen/messages'
import { COMMON, readScreen } from '../../../../main/engine/diagnosis/screen/read'

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

  test.each(['', '   ', '?!', 'qwertz', 'asdkjh qwe', 'x'.repeat(100_000), 'PXE-E00', '0xdeadbeefdeadbeef'])(
    'that is like nothing brings nothing (%#)',
    (typed) => {
      expect(readScreen(typed)).toEqual({ message: undefined, near: [] })
    },
  )

  test.each(['PXE-E78', '0xc000000f', 'http://ipxe.org/040ee119'])(
    'that is a bare code brings no others: %s',
    (typed) => {
      expect(readScreen(typed).near).toEqual([])
    },
  )

  test('that is not known brings the nearest first', () => {
    const { message, near } = readScreen('cannot mount anything at all')
    expect(message).toBeUndefined()
    expect(near).toContain('no-root')
    expect(near).not.toContain('pxe-e18')
  })
})

describe('a line of a technician', () => {
  test.each<[string, MessageId]>([
    ['kernel panic not syncing vfs', 'no-root'],
    ['kernel panic', 'no-root'],
    ['Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100', 'no-init'],
    ['kernel panic not syncing no working init', 'no-init'],
    ['Kernel panic - not syncing: Out of memory and no killable processes', 'kernel-memory'],
    ['Start PXE over IPv4', 'start-pxe'],
    ['Start PXE over IPv6', 'start-pxe-6'],
    ['>>Start PXE over IPv6.', 'start-pxe-6'],
    ['EFI Network 0 for IPv6 (AA-BB-CC-DD-EE-FF) boot failed.', 'start-pxe-6'],
    ['dracut: Warning: /dev/root does not exist', 'no-live'],
    ['dracut-initqueue timeout', 'no-live'],
    ['dracut-initqueue[512]: Warning: dracut-initqueue: timeout, still waiting for following hooks', 'no-live'],
    ['Unable to find a medium containing a live file system', 'no-live'],
    ['ALERT! UUID=0a1b2c3d-1111-2222-3333-444455556666 does not exist. Dropping to a shell!', 'no-live'],
    ['mount: /new_root: unknown filesystem', 'no-live'],
    ["mount: /new_root: unknown filesystem type 'squashfs'.", 'no-live'],
    ['A start job is running for', 'start-job'],
    ['A start job is running for dev-disk-by\\x2dlabel-LIVE.device (1min 12s / 1min 30s)', 'start-job'],
    ['windows could not find driver', 'win-no-disk'],
    ['A media driver your computer needs is missing', 'win-no-disk'],
    ['Windows Setup could not find the installation sources', 'win-no-disk'],
    ['No drives were found', 'win-no-disk'],
    ['Selected boot image did not authenticate', 'secure-boot-refusal'],
    ['Secure Boot Violation', 'secure-boot-refusal'],
    ['Invalid signature detected', 'secure-boot-refusal'],
    ['Image failed to verify', 'secure-boot-refusal'],
    ['ERROR: Image Verification Failed', 'secure-boot-refusal'],
    ['shim: bad signature in the second stage', 'shim-refusal'],
    ['grub>', 'grub-not-found'],
    ['grub rescue>', 'grub-not-found'],
    ['GNU GRUB version 2.12 grub> _', 'grub-not-found'],
    ['error: no suitable video mode found', 'grub-video'],
    ['error: no suitable video mode found. Booting in blind mode', 'grub-video'],
    ['Reboot and Select proper Boot device', 'no-bootable'],
    ['Operating System not found', 'no-bootable'],
    ['No Boot Device Found', 'no-bootable'],
    ['No boot device found. Press any key to reboot the machine', 'no-bootable'],
    ['Default Boot Device Missing or Boot Failed', 'no-bootable'],
    ['Checking media presence… no media present', 'no-media'],
    ['Media test failure, check cable', 'pxe-e61'],
    ['Boot Failed. EFI Network', 'efi-network-failed'],
    ['EFI Network 0 for IPv4 (AA-BB-CC-DD-EE-FF) boot failed.', 'efi-network-failed'],
    ['Nothing to boot: No such file or directory (http://ipxe.org/2d03e13b)', 'ipxe-nothing'],
    ['Nothing to boot: No such file or directory', 'ipxe-nothing'],
    ['Operation canceled', 'ipxe-cancelled'],
    ['Exec format error (2e008081)', 'ipxe-not-executable'],
    ['Could not boot: Permission denied', 'ipxe-certificate'],
    ['Could not boot: Permission denied (http://ipxe.org/0216eb8f)', 'ipxe-certificate'],
    ['Out of memory', 'grub-memory'],
    ['Out of memory: Killed process 311 (plymouthd)', 'kernel-memory'],
    ['No space left on device (34…)', 'ipxe-no-memory'],
    ['No space left on device (34052006)', 'ipxe-no-memory'],
  ])('“%s” is %s', (typed, message) => {
    expect(readScreen(typed).message).toBe(message)
  })

  test.each<[string, MessageId]>([
    ['Es wurde kein startfähiges Gerät gefunden', 'no-bootable'],
    ['es wurde kein startfaehiges geraet gefunden', 'no-bootable'],
    ['Kein Startgerät gefunden', 'no-bootable'],
    ['Betriebssystem nicht gefunden', 'no-bootable'],
    ['Ein Medientreiber, den der Computer benötigt, fehlt', 'win-no-disk'],
    ['Es wurden keine Treiber gefunden', 'win-no-disk'],
    ['Bildschirm bleibt schwarz', 'black-screen'],
    ['schwarzer Bildschirm', 'black-screen'],
    ['Sicherheitsverletzung', 'secure-boot-refusal'],
    ['Ungültige Signatur', 'secure-boot-refusal'],
    ['nicht genügend Arbeitsspeicher', 'win-0017'],
    ['Keine Startdatei gefunden', 'pxe-e53'],
    ['Kein bootfähiges Medium', 'no-bootable'],
    ['Zeitüberschreitung', 'pxe-e18'],
    ['PXE-E32: Zeitüberschreitung', 'pxe-e32'],
  ])('“%s” is %s, in German', (typed, message) => {
    expect(readScreen(typed).message).toBe(message)
  })

  test.each(
    MESSAGE_IDS.flatMap((id) => [...MESSAGES[id].also, ...(LOCALISED[id] ?? [])].map((shown) => [shown, id] as const)),
  )('“%s” is what it stands with: %s', (shown, id) => {
    expect(readScreen(shown).message).toBe(id)
  })

  test('over IPv6 leads to IPv4 first', () => {
    const [first] = Object.entries(MESSAGES['start-pxe-6'].causes).sort((a, b) => b[1] - a[1])
    expect(first?.[0]).toBe('ipv6')
  })

  test('with none but words of many messages tells no cause for sure', () => {
    expect(readScreen('kernel panic not syncing fatal exception in interrupt').message).toBeUndefined()
    for (const word of ['error', 'failed', 'no', 'not']) expect(readScreen(word).near).toEqual([])
  })

  test('that is understood brings only what is much like it', () => {
    const { near } = readScreen('Start PXE over IPv6')
    expect(near[0]).toBe('start-pxe')
    for (const other of ['start-job', 'ipxe-start-refused'] as const) expect(near).not.toContain(other)
    expect(readScreen('Operating System not found').near).not.toContain('pxe-t01')
  })

  test('common messages are of the list, each once', () => {
    expect(new Set(COMMON).size).toBe(COMMON.length)
    for (const id of COMMON) expect(MESSAGE_IDS).toContain(id)
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
