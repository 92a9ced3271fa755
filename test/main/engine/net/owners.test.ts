import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { lsofOwner, netstatPid, portOwner, socketInodes } from '../../../../main/engine/net/owners'

const PROC_UDP = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  330: 00000000:0043 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 18745 2 0000000000000000 0
  331: 0100007F:0143 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 18746 2 0000000000000000 0
`
const PROC_TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F83 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 20001 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F83 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000     0        0 20002 1 0000000000000000 20 4 30 10 -1
`
const NETSTAT = `
Active Connections

  Proto  Local Address          Foreign Address        State           PID
  UDP    0.0.0.0:67             *:*                                    4312
  UDP    192.168.1.5:6767       *:*                                    99
  TCP    192.168.1.5:8067       52.1.1.1:443           ESTABLISHED     77
  TCP    0.0.0.0:8067           0.0.0.0:0              LISTENING       512
`

describe('who owns a port', () => {
  it('finds a UDP socket by its port, not by a number that ends alike', () => {
    expect(socketInodes(PROC_UDP, 'udp', 67)).toEqual(['18745'])
  })

  it('finds the TCP listener, not its connections', () => {
    expect(socketInodes(PROC_TCP, 'tcp', 8067)).toEqual(['20001'])
  })

  it('reads netstat of Windows', () => {
    expect([netstatPid(NETSTAT, 67), netstatPid(NETSTAT, 8067), netstatPid(NETSTAT, 69)]).toEqual([
      4312,
      512,
      undefined,
    ])
  })

  it('reads lsof of macOS', () => {
    expect([lsofOwner('p88\ncbootpd\nf5\n'), lsofOwner('')]).toEqual(['bootpd (pid 88)', undefined])
  })

  it.runIf(process.platform === 'linux')('names this very process, and nobody for a free port', async () => {
    const server = createServer()
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    )
    const owner = await portOwner('tcp', port)
    await new Promise((resolve) => server.close(resolve))
    expect(owner).toContain(`(pid ${process.pid})`)
    expect(await portOwner('tcp', port)).toBeUndefined()
  })
})
