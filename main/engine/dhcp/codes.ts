import type { ClientArch } from '../types'

/** First byte of a message: RFC 2131 section 2. */
export const OP = { request: 1, reply: 2 } as const

/** Hardware type 1, six bytes of address: Ethernet (RFC 1700). */
export const ETHERNET = { type: 1, length: 6 } as const

/** The four bytes before the options: RFC 1497, RFC 2131 section 3. */
export const MAGIC_COOKIE = 0x63825363

/** Flags field: RFC 2131 figure 2. */
export const BROADCAST_FLAG = 0x8000

/** UDP ports: RFC 2131 section 4.1; 4011 from PXE 2.1 section 2.2.4. */
export const PORT = { server: 67, client: 68, bootServer: 4011 } as const

export const OPTION = {
  /** RFC 2132 section 3.1. */
  pad: 0,
  /** RFC 2132 section 3.3. */
  subnetMask: 1,
  /** RFC 2132 section 3.5. */
  router: 3,
  /** RFC 2132 section 3.14. */
  hostname: 12,
  /** RFC 2132 section 8.4. */
  vendor: 43,
  /** RFC 2132 section 9.1. */
  requestedIp: 50,
  /** RFC 2132 section 9.2, seconds. */
  leaseTime: 51,
  /** RFC 2132 section 9.3. */
  overload: 52,
  /** RFC 2132 section 9.6. */
  messageType: 53,
  /** RFC 2132 section 9.7. */
  serverId: 54,
  /** RFC 2132 section 9.8. */
  parameterList: 55,
  /** RFC 2132 section 9.9. */
  message: 56,
  /** RFC 2132 section 9.10. */
  maxMessageSize: 57,
  /** T1, RFC 2132 section 9.11, seconds. */
  renewalTime: 58,
  /** T2, RFC 2132 section 9.12, seconds. */
  rebindingTime: 59,
  /** RFC 2132 section 9.13. */
  vendorClass: 60,
  /** RFC 2132 section 9.14. */
  clientId: 61,
  /** RFC 2132 section 9.4. */
  tftpServerName: 66,
  /** RFC 2132 section 9.5. */
  bootFile: 67,
  /** RFC 3004 section 4. */
  userClass: 77,
  /** RFC 4578 section 2.1. */
  architecture: 93,
  /** RFC 4578 section 2.2. */
  networkInterface: 94,
  /** RFC 4578 section 2.3. */
  machineId: 97,
  /** iPXE's own, encapsulated: src/include/ipxe/dhcp.h, DHCP_EB_ENCAP. */
  ipxe: 175,
  /** RFC 2132 section 3.2. */
  end: 255,
} as const

/** Option 52: RFC 2132 section 9.3. A sum of bits: options go on in `file`, in `sname`, or in both. */
export const OVERLOAD = { file: 1, sname: 2 } as const

/** Option 53: RFC 2132 section 9.6. */
export const MESSAGE = {
  discover: 1,
  offer: 2,
  request: 3,
  decline: 4,
  ack: 5,
  nak: 6,
  release: 7,
  inform: 8,
} as const

/** Sub-options of option 43 under the vendor class PXEClient: PXE 2.1 table 2-1. */
export const PXE_VENDOR = {
  /** Bit 3: the boot file named in this very answer is to be loaded, no menu, no discovery. */
  discoveryControl: 6,
  /** Boot menu: type (2), length, description. */
  menu: 9,
  /** Menu prompt: timeout in seconds, text. */
  prompt: 10,
  /** Which boot server type and layer the machine asks for on 4011. */
  bootItem: 71,
  end: 255,
} as const

export const DISCOVERY_USE_BOOT_FILE = 0x08

/** Sub-option of option 175: iPXE's src/include/ipxe/features.h, DHCP_EB_FEATURE_HTTP. */
export const IPXE_FEATURE_HTTP = 0x13

/**
 * Option 93. RFC 4578 section 2.1 has 0 to 9; the rest is IANA's list "Processor Architecture Types" (RFC 5970 section 3.3).
 * RFC 4578 mixed up 7 and 9: its erratum and every UEFI firmware mean x64 by 7, and 9 (EBC) is sent by x64 machines only.
 */
export const ARCH_OF: ReadonlyMap<number, ClientArch> = new Map([
  [0, 'bios'],
  [6, 'uefi-ia32'],
  [7, 'uefi-x64'],
  [9, 'uefi-x64'],
  [10, 'uefi-arm32'],
  [11, 'uefi-arm64'],
  [15, 'http-ia32'],
  [16, 'http-x64'],
  [17, 'http-x64'],
  [18, 'http-arm32'],
  [19, 'http-arm64'],
  [41, 'rpi'],
])

/**
 * MAC prefixes of Raspberry Pi boards, whose boot ROM says architecture 0 (a BIOS PC): FIELD.md 3.4, IEEE list.
 */
export const RASPBERRY_PI_PREFIXES: readonly string[] = [
  'b8:27:eb',
  'dc:a6:32',
  'e4:5f:01',
  '28:cd:c1',
  'd8:3a:dd',
  '2c:cf:67',
  '88:a2:9e',
]
