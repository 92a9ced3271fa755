import { beforeAll, describe, expect, test } from 'vitest'
import { office } from './office'
import { memtestIso } from './media'
import { LAN } from './netns'
import { startRouter } from './peers'
import { plainDiscover, pxeDiscover, discover, replay } from './probe'
import { tryRun } from './process'
import { describeLan } from './require'

/** Conversations that real firmware had, each sent again to a Bootdrop that runs. `office` lets tshark judge the answers. */
const RECORDINGS = [
  ...['seabios-ipxe-rom', 'seabios-dhcp', 'ipxe-undionly', 'pxelinux'],
  ...['ovmf-pxe', 'ovmf-dhcp', 'ovmf-http', 'ipxe-snponly', 'ipxe-efi', 'shim-grub', 'grub'],
  ...['aavmf-pxe', 'aavmf-http', 'ipxe-arm64'],
]

describeLan('what we send is what Wireshark understands', () => {
  describe.each(['proxy', 'dhcp'] as const)('in %s mode', (mode) =>
    office({}, ({ lan, serve }) => {
      beforeAll(async () => {
        if (mode === 'proxy') await startRouter(lan())
      })

      test('to every recorded firmware', async () => {
        const bootdrop = await serve(memtestIso(), '--mode', mode)
        for (const recording of RECORDINGS) replay(lan(), 'router', recording, LAN.laptop)
        expect(bootdrop.process.exit()).toBeUndefined()
        expect(discover(lan(), 'router', pxeDiscover(), 1500)).toHaveLength(1)
      })

      test('to plain DHCP clients, and to files that are not there', async () => {
        await serve(memtestIso(), '--mode', mode)
        const answers = discover(lan(), 'router', plainDiscover(), 1500)
        expect(answers).toHaveLength(mode === 'dhcp' ? 1 : 0)
        const curl = (url: string): string | undefined =>
          tryRun('ip', ['netns', 'exec', lan().namespace('router'), 'curl', '-s', '-m', '5', '-o', '/dev/null', url])
        expect(curl(`tftp://${LAN.laptop}/snponly.efi`)).toBeDefined()
        expect(curl(`tftp://${LAN.laptop}/no-such-file`)).toBeUndefined()
      })
    }),
  )
})
