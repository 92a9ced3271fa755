/** PCI devices of a machine: as iPXE tells them in a query, as Windows PE does, and as driver files name those that they are for. */

export interface PciDevice {
  /** Four hex digits in lower case: `8086`. */
  readonly vendor: string
  readonly device: string
  /** Subsystem device and vendor, eight hex digits as in `SUBSYS_…`; undefined where it is not known. */
  readonly subsystem?: string
}

/**
 * For a URL in a script: what the machine is, its network card, and the two places where Intel's chip sets have what hides the disks (VMD at 00:0e.0, RST at
 * 00:17.0). `busid` is `01` (PCI), vendor, device (include/ipxe/device.h); `pci/<place>.<offset>.<length>` reads the configuration space
 * backwards (drivers/bus/pci_settings.c), so device comes before vendor. An iPXE without a setting leaves it empty.
 */
export const PCI_QUERY =
  'platform=${platform}&arch=${buildarch}&pci=${netX/busid:hexraw},${pci/112.0.4:hexraw},${pci/184.0.4:hexraw}'

/** A machine has 20 to 60 of them. */
const MAX_DEVICES = 200

/**
 * The `pci` of a query: `0180861533`, `9a0b8086`, or `VEN_8086&DEV_15F3&SUBSYS_00008086&REV_03` as Windows names them, with commas
 * between. Everything else is left out.
 */
export function pciDevices(query: string): readonly PciDevice[] {
  const devices: PciDevice[] = []
  for (const word of query.split(',').slice(0, MAX_DEVICES)) {
    const device = busId(word) ?? configuration(word) ?? windowsName(word)
    if (device !== undefined && device.vendor !== '0000' && device.vendor !== 'ffff') devices.push(device)
  }
  return devices
}

function busId(word: string): PciDevice | undefined {
  const [, vendor, device] = /^01([0-9a-f]{4})([0-9a-f]{4})$/i.exec(word) ?? []
  return made(vendor, device)
}

function configuration(word: string): PciDevice | undefined {
  const [, device, vendor] = /^([0-9a-f]{4})([0-9a-f]{4})$/i.exec(word) ?? []
  return made(vendor, device)
}

/** `&` ends a value in a query, so go.cmd puts `.` in its place. */
function windowsName(word: string): PciDevice | undefined {
  const [, vendor, device, subsystem] =
    /^VEN_([0-9a-f]{4})[&.]DEV_([0-9a-f]{4})(?:[&.]SUBSYS_([0-9a-f]{8}))?/i.exec(word) ?? []
  return made(vendor, device, subsystem)
}

function made(vendor?: string, device?: string, subsystem?: string): PciDevice | undefined {
  if (vendor === undefined || device === undefined) return undefined
  return {
    vendor: vendor.toLowerCase(),
    device: device.toLowerCase(),
    ...(subsystem === undefined ? {} : { subsystem: subsystem.toLowerCase() }),
  }
}
