import type { Check, PortName } from '../../types'
import { line } from '../line'
import type { System } from '../system'
import { linuxFirewall } from './linux'
import { macFirewall } from './macos'
import { packetsOf, type Place } from './packets'
import { windowsFirewall } from './windows'

/**
 * Whether this computer's firewall lets in what a boot needs, on that card.
 * @param opened Bootdrop has opened it for that card, until the stop
 */
export async function checkFirewall(
  system: System,
  place: Place | undefined,
  ports: Readonly<Record<PortName, number>>,
  opened = false,
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
  if (opened) {
    const text = `Bootdrop has opened the firewall for ${place.card} until the stop.`
    return line('firewall', 'ok', 'opened', text, { facts: { card: place.card } })
  }
  if (system.platform === 'win32') return windowsFirewall(system, place.card)
  return linuxFirewall(system, place.card, packetsOf(place, ports))
}
