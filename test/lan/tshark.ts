/** What Wireshark's dissectors say about the packets of one sender in a capture. */
import { run } from './process'

/** Wireshark's own number of the severity "warning"; notes and chats are below. */
const WARNING = '0x600000'

/** Number of packets that `mac` sent and that are decoded as `protocol`. */
export function countSent(path: string, mac: string, protocol: string): number {
  return tshark(path, `eth.src == ${mac} && ${protocol}`, ['frame.number']).length
}

/** Wireshark warns of every TFTP ERROR, whatever it says; ours are answers to files that are not there. */
const ANY_TFTP_ERROR = 'TFTP ERROR packet'

/** What Wireshark says, as a chat and before all else, of any packet to a port from 33434 on; the client chose it. */
const PORT_AS_OF_TRACEROUTE = /^Possible traceroute: hop #\d+, attempt #\d+,/

/** One line for each packet of `mac` that tshark warns about, calls malformed, or cannot make out on a port of ours. */
export function complaints(path: string, mac: string): string[] {
  const ours = `eth.src == ${mac} && udp`
  const unknown = 'udp.srcport in {67, 4011} && !dhcp'
  const bad = `(_ws.expert.severity >= ${WARNING} || _ws.malformed || ${unknown})`
  const fields = ['_ws.expert.message', 'frame.number', 'ip.dst', 'udp.srcport', '_ws.col.Info']
  return tshark(path, `${ours} && ${bad}`, fields)
    .map((line) => line.replace(PORT_AS_OF_TRACEROUTE, ''))
    .filter((line) => !line.startsWith(`${ANY_TFTP_ERROR}|`))
}

function tshark(path: string, filter: string, fields: readonly string[]): string[] {
  const columns = fields.flatMap((field) => ['-e', field])
  const output = run('tshark', ['-r', path, '-Y', filter, '-T', 'fields', '-E', 'separator=|', ...columns])
  return output.split('\n').filter((line) => line !== '')
}
