import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { ipv4Number } from '../../../main/engine/net/subnet'
import { isSecretName, mapTexts, withoutSecrets } from '../../../main/evidence/secrets'
import { STOPPED } from '../../../main/engine/initial'
import { tshark } from '../engine/capture/support'
import { archive, client, dhcp, input, packet } from './support'

const MAC = 'f8:bc:12:aa:bb:cc'
const hasTshark = spawnSync('tshark', ['--version']).status === 0

describe('secrets', () => {
  it.each([
    ['quiet rootpw=abc123 splash', 'quiet rootpw=(left out) splash'],
    ['inst.vncpassword="a b" x', 'inst.vncpassword=(left out) x'],
    ['rd.luks.key=/a/b', 'rd.luks.key=(left out)'],
    ['url=http://me:hunter2@10.0.0.1/x', 'url=http://(left out)@10.0.0.1/x'],
    ['netcfg/wireless_wpa=abc', 'netcfg/wireless_wpa=(left out)'],
  ])('%s', (text, clean) => {
    expect(withoutSecrets(text)).toBe(clean)
  })

  it.each(['keymap', 'keyboard', 'author', 'passed'])('leaves %s alone', (name) => {
    expect(isSecretName(name)).toBe(false)
  })

  it('under a field of that name are left out, whatever they look like', () => {
    expect(mapTexts({ options: { password: 'abc', size: 3 } }, (text) => text)).toEqual({
      options: { password: '(left out)', size: 3 },
    })
  })

  it('are left out of an archive that names names, too', async () => {
    const made = input({ log: [{ at: 1, level: 'info', clientId: MAC, text: 'kernel x rootpw=abc123' }] })
    const log = (await archive(made, false)).get('log.txt')?.toString() ?? ''
    expect(log).toContain(MAC)
    expect(log).not.toContain('abc123')
  })
})

describe('a masked capture', () => {
  it.skipIf(!hasTshark)('is one that tshark reads, checksums right, with the stand-ins in it', async () => {
    const options = [
      [53, Uint8Array.of(1)],
      [12, Buffer.from('buchhaltung-7')],
      [61, Uint8Array.of(1, 0xf8, 0xbc, 0x12, 0xaa, 0xbb, 0xcc)],
    ] as const
    const data = dhcp({ mac: MAC, addresses: ['192.168.1.143'], options })
    const peerAddress = ipv4Number('192.168.1.143') ?? 0
    const made = input({
      state: { ...STOPPED, clients: [client({ id: MAC })] },
      packets: () => [packet({ data, peerAddress })],
    })
    const capture = (await archive(made)).get('captures/f8-bc-12-00-00-01.pcapng') ?? Buffer.alloc(0)
    const fields = ['dhcp.hw.mac_addr', 'dhcp.option.hostname', 'ip.src', 'udp.checksum.status', 'ip.checksum.status']
    const [line] = tshark(capture, fields)
    expect(line?.[0]?.split(',')[0]).toBe('f8:bc:12:00:00:01')
    expect(line?.slice(1)).toEqual(['host-1', '240.0.0.143', '1', '1'])
  })
})
