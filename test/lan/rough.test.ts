import { beforeAll, expect, test } from 'vitest'
import { office, filesOf, phasesOf } from './office'
import { memtestIso, MEMTEST_ON_SERIAL, MEMTEST_RUNS } from './media'
import { startRouter } from './peers'
import { until } from './process'
import { describeLan } from './require'
import { badCable, dropLinkOnStpSwitch, portState, STP_BLOCKS_S } from './wire'

describeLan('a wire as it can be', () =>
  office({}, ({ lan, serve, boot, reaches }) => {
    beforeAll(() => startRouter(lan()))

    test.for(['seabios', 'ovmf'] as const)(
      '%s boots over a cable that loses one packet in a hundred and delays each by 20 ms, both ways',
      async (firmware) => {
        const cable = await badCable(lan(), { lossPercent: 1, delayMs: 20 })
        const bootdrop = await serve(memtestIso(), ...MEMTEST_ON_SERIAL)
        const machine = boot({ firmware, memoryMiB: 512, cable: cable.arguments })
        await reaches(machine, MEMTEST_RUNS, 200_000)
        await cable.unplug()
        expect(cable.dropped()).toBeGreaterThan(0)
        const phases = phasesOf(bootdrop, machine)
        expect(phases.filter((phase) => phase === 'failed')).toEqual([])
      },
    )

    // FIELD.md 3.7: iPXE with its own driver initialises the card anew, the link drops, and the switch blocks the port.
    test('a machine boots although the switch blocks its port for 30 s once the loader has it', async () => {
      const bootdrop = await serve(memtestIso(), '--loader', 'full', ...MEMTEST_ON_SERIAL)
      const machine = boot({ firmware: 'ovmf', memoryMiB: 512 })
      await until('the loader', 60_000, () => (filesOf(bootdrop, machine).includes('ipxe.efi') ? true : undefined))
      const droppedAt = performance.now()
      dropLinkOnStpSwitch(lan())
      await until('the port', 40_000, () => (portState(lan()) === 'forwarding' ? true : undefined))
      expect((performance.now() - droppedAt) / 1000).toBeGreaterThan(STP_BLOCKS_S - 1)
      await reaches(machine, MEMTEST_RUNS, 240_000)
    })
  }),
)
