import type { MachineFacts } from '../../../../main/engine/boot/contract'

/** A PC as its firmware introduces itself, with `facts` of its own. */
export function machine(facts: Partial<MachineFacts> = {}): MachineFacts {
  return {
    mac: '52:54:00:12:34:56',
    uuid: '4c4c4544-0042-3510-8052-b4c04f4e3732',
    arch: 'uefi-x64',
    vendorClass: 'PXEClient:Arch:00007:UNDI:003016',
    userClasses: [],
    model: undefined,
    ...facts,
  }
}
