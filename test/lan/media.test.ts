import { resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { serve, type Bootdrop } from './bootdrop'
import { clonezillaLive, dracutLive, LIVE_IS_UP } from './live'
import { MEMTEST_ON_SERIAL, MEMTEST_RUNS } from './media'
import { LAN, openLan, type Lan } from './netns'
import { startRouter } from './peers'
import { powerOn, type Machine, type MachineOptions } from './qemu'
import { describeLan } from './require'
import { dosFloppy, FLOPPY_SAYS, grubRescueIso, memtest5, memtest8, netbootArchive } from './small-media'
import { DOM0_IS_UP, XEN_IS_UP, xenIso } from './xen'

/** Long enough for a whole system in software emulation on a busy machine. */
const BOOT_MS = 240_000
const INSTALLER_IS_UP = /syslogd/

describeLan('real media of many families, beside the DHCP server of the LAN', () => {
  let lan: Lan
  let bootdrop: Bootdrop | undefined
  let machine: Machine | undefined
  beforeAll(async () => {
    lan = await openLan()
    await startRouter(lan)
  })
  afterEach(async () => {
    await machine?.powerOff()
    await bootdrop?.process.end()
    machine = bootdrop = undefined
  })
  afterAll(() => lan.close())

  /** Serves the medium, boots one machine from it and waits for what it says. */
  async function boot(
    options: MachineOptions,
    says: RegExp,
    medium: string,
    ...more: string[]
  ): Promise<{ bootdrop: Bootdrop; machine: Machine }> {
    bootdrop = await serve(lan, medium, ...more)
    machine = powerOn(lan, options)
    try {
      await machine.waitForSerial(says, BOOT_MS)
    } catch (error) {
      throw new Error(`${String(error)}\nbootdrop:\n${bootdrop.process.stderr().slice(-4000)}`, { cause: error })
    }
    return { bootdrop, machine }
  }

  /** Every file that was sent whole, by its path below the medium. */
  function sent(events: ReturnType<Bootdrop['events']>): string[] {
    const done = events.filter(({ type, done, ok }) => type === 'transfer' && done === true && ok === true)
    return done.map(({ file }) => String(file).replace(/^\/(iso|gunzip|raw)\/[0-9a-f]+/, ''))
  }

  function lastPhase(events: ReturnType<Bootdrop['events']>): unknown {
    return events.filter(({ type, mac }) => type === 'client' && mac === machine?.mac).at(-1)?.['phase']
  }

  test('a disc in the layout of XCP-ng: Xen, unpacked on the way, starts its dom0 with its arguments', async () => {
    const { bootdrop, machine } = await boot({ firmware: 'seabios', memoryMiB: 4352 }, DOM0_IS_UP, xenIso())
    expect(machine.serial()).toMatch(XEN_IS_UP)
    expect(machine.serial()).toMatch(/dom0: .*console=hvc0.* install/)
    expect(machine.serial()).toContain('hypervisor: xen')
    expect(sent(bootdrop.events())).toEqual(expect.arrayContaining(['/boot/xen.gz', '/boot/vmlinuz', '/install.img']))
  }, 600_000)

  test('netboot.tar.gz, read for iPXE', async () => {
    const { bootdrop } = await boot(
      { firmware: 'ovmf' },
      INSTALLER_IS_UP,
      netbootArchive(),
      '--append',
      'console=ttyS0',
    )
    expect(sent(bootdrop.events())).toContain('/debian-installer/amd64/linux')
  }, 600_000)

  test('netboot.tar.gz by its own pxelinux', async () => {
    const { bootdrop } = await boot({ firmware: 'seabios' }, INSTALLER_IS_UP, netbootArchive(), '--recipe', 'pxelinux')
    expect(sent(bootdrop.events())).toContain('/pxelinux.0')
  }, 600_000)

  test('a Clonezilla with the words of its own menu, behind a menu with the local disk', async () => {
    const { bootdrop, machine } = await boot(
      { firmware: 'ovmf', memoryMiB: 3072 },
      LIVE_IS_UP,
      clonezillaLive(),
      ...['--append', 'console=ttyS0', '--menu', 'always', '--menu-timeout', '5'],
    )
    expect(machine.serial()).toContain('Boot from local disk')
    expect(machine.serial()).toMatch(/ocs_live_run=ocs-live-general/)
    expect(machine.serial()).toContain('/usr/sbin/ocs-sr')
    expect(lastPhase(bootdrop.events())).toBe('running')
  }, 900_000)

  test('a live system of dracut, as Fedora has it', async () => {
    const { bootdrop } = await boot(
      { firmware: 'ovmf', memoryMiB: 3072 },
      LIVE_IS_UP,
      dracutLive(),
      '--append',
      'console=ttyS0',
    )
    expect(sent(bootdrop.events())).toContain('/LiveOS/squashfs.img')
    expect(lastPhase(bootdrop.events())).toBe('running')
  }, 900_000)

  test('Memtest86+ 5.01 out of its .bin.gz, on BIOS', async () => {
    bootdrop = await serve(lan, await memtest5())
    machine = powerOn(lan, { firmware: 'seabios' })
    await machine.waitForScreen(/Memtest86\+? *5\.01[\s\S]*Pass/i, BOOT_MS)
  }, 600_000)

  test.each(['seabios', 'ovmf'] as const)(
    'Memtest86+ 8, one file, on %s',
    async (firmware) => {
      await boot({ firmware }, MEMTEST_RUNS, await memtest8(), ...MEMTEST_ON_SERIAL)
    },
    600_000,
  )

  test.each(['seabios', 'ovmf'] as const)(
    'a FOG server by its address, told what machine it is, on %s',
    async (firmware) => {
      const fog = lan.start('router', process.execPath, resolve('test/lan/fog-server.mjs'), LAN.router)
      try {
        await fog.until('the stand-in of FOG', 5000, () => /ready/.test(fog.stdout()) || undefined)
        const url = `http://${LAN.router}/fog/service/ipxe/boot.php`
        const { machine } = await boot({ firmware }, /FOG-MENU-FOR/, url)
        const asked = JSON.parse(fog.stdout().split('\n')[1] ?? '{}') as {
          params: Record<string, string>
        }
        expect(asked).toMatchObject({
          params: {
            mac0: machine.mac,
            sysuuid: machine.uuid,
            platform: firmware === 'seabios' ? 'pcbios' : 'efi',
            // undionly and QEMU's ROM are 32-bit programs: the script asks the processor.
            arch: 'x86_64',
          },
        })
      } finally {
        await fog.end()
      }
    },
    600_000,
  )

  test("GRUB's rescue disc as a disk in memory", async () => {
    await boot({ firmware: 'seabios' }, /grub(>| rescue>)|GNU GRUB/, grubRescueIso())
  }, 600_000)

  test('a DOS-style floppy as a disk in memory', async () => {
    await boot({ firmware: 'seabios' }, FLOPPY_SAYS, dosFloppy())
  }, 600_000)
})
