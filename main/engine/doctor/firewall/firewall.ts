import type { Check, PortName } from '../../types'
import { line } from '../line'
import type { System } from '../system'
import { linuxFirewall } from './linux'
import { macFirewall } from './macos'
import { packetsOf, type Place } from './packets'
import { windowsFirewall } from './windows'

/** Whether this computer's firewall lets in what a boot needs, on that card. */
export async function checkFirewall(
  system: System,
  place: Place | undefined,
  ports: Readonly<Record<PortName, number>>,
): Promise<Check> {
  if (system.platform === 'darwin') return macFirewall(system)
  if (place === undefined) {
    return line(
      'firewall',
      'unknown',
      'no-card',
      'What the firewall lets in depends on the card: choose one that has an address.',
    )
  }
  if (system.platform === 'win32') return windowsFirewall(system, place.card)
  return linuxFirewall(system, place.card, packetsOf(place, ports))
}
