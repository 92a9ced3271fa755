import { isAtLeast } from '../clients/rungs'
import type { Client, Rung, WhyCode } from '../types'
import { STATION_OF } from './causes'
import { STATIONS, type Station } from './types'

/** The last station that a machine on each rung has passed. */
const PASSED: Readonly<Record<Rung, Station>> = {
  seen: 'card',
  offered: 'card',
  addressed: 'dhcp',
  loader: 'dhcp',
  ipxe: 'ipxe',
  script: 'ipxe',
  loading: 'ipxe',
  'handed-over': 'kernel',
  running: 'system',
  finished: 'system',
}

/** Which station the way of a machine that stopped breaks off before. */
export function brokenStation(why: WhyCode, at: Rung): Station {
  const station = STATION_OF[why]
  // A file may be missing, or break off, before iPXE or after it.
  const isEarly = station === 'kernel' && !isAtLeast(at, 'ipxe')
  return isEarly ? (isAtLeast(at, 'addressed') ? 'loader' : 'dhcp') : station
}

/** The last station that a machine has passed in this boot. A loader that came over whole is passed, whatever it did then. */
export function passedStation({ reached, transfers }: Pick<Client, 'reached' | 'transfers'>): Station {
  const rungs = (Object.keys(PASSED) as Rung[]).filter((rung) => reached[rung] !== undefined)
  const passed = rungs.map((rung) => PASSED[rung])
  if (transfers.some(({ role, done, ok }) => role === 'loader' && done && ok)) passed.push('loader')
  return passed.reduce((far, one) => (STATIONS.indexOf(one) > STATIONS.indexOf(far) ? one : far), 'machine')
}
