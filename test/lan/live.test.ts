import { afterAll, beforeAll, expect, test } from 'vitest'
import { serve } from './bootdrop'
import { debianLive, LIVE_IS_UP } from './live'
import { openLan, type Lan } from './netns'
import { startRouter } from './peers'
import { powerOn } from './qemu'
import { describeLan } from './require'

describeLan('a real Debian live ISO', () => {
  let lan: Lan
  beforeAll(async () => {
    lan = await openLan()
    await startRouter(lan)
  })
  afterAll(() => lan.close())

  test('boots from UEFI PXE to its userland, its squashfs read out of the ISO, and is told as running', async () => {
    const bootdrop = await serve(lan, debianLive(), '--append', 'console=ttyS0')
    const machine = powerOn(lan, { firmware: 'ovmf', memoryMiB: 2048 })
    try {
      await machine.waitForSerial(LIVE_IS_UP, 200_000)
      const squashfs = bootdrop
        .events()
        .find(({ type, file, done }) => type === 'transfer' && done === true && /squashfs/.test(String(file)))
      expect(squashfs).toMatchObject({ mac: machine.mac, protocol: 'http', ok: true })
      const phases = bootdrop.events().filter(({ type, mac }) => type === 'client' && mac === machine.mac)
      expect(phases.at(-1)).toMatchObject({ phase: 'running' })
      expect(await bootdrop.stop()).toBe(0)
    } finally {
      await machine.powerOff()
      await bootdrop.process.end()
    }
  }, 600_000)
})
