import type { KnownMachine, MachineFacts } from './contract'
import type { Machine } from './machine'

/**
 * What rules are asked with when a machine fetches its script: what it says now, and what DHCP knew of it. A query is not to be
 * believed about another machine: what is known of an address counts only for the MAC that it belongs to.
 */
export function factsOf(machine: Machine, known: KnownMachine | undefined): MachineFacts {
  const mac = machine.mac ?? known?.mac ?? ''
  const same = known?.mac === mac ? known : undefined
  return {
    mac,
    uuid: machine.uuid ?? same?.uuid,
    arch: same && same.arch !== 'unknown' ? same.arch : (machine.arch ?? 'unknown'),
    vendorClass: same?.vendorClass,
    userClasses: same?.userClasses ?? [],
    model: machine.model ?? same?.model,
  }
}
