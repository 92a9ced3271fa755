import { message } from './message'

/**
 * What a machine's own firmware shows. UEFI: edk2 NetworkPkg/UefiPxeBcDxe/PxeBcBoot.c and HttpBootDxe. BIOS: Intel's PXE 2.1
 * ROMs, which use some of the same numbers for other things; `bios` has the causes there.
 */
export const PXE = {
  'pxe-e05': message('PXE-E05: Buffer size is smaller than the requested file', {
    causes: { 'packets-lost': 3, 'second-dhcp': 2 },
    bios: { 'firmware-fault': 6 },
    also: ['EEPROM checksum error'],
  }),
  'pxe-e07': message('PXE-E07: Network device error', {
    causes: { 'no-link': 3, 'firmware-fault': 3, 'packets-lost': 2 },
    bios: { 'firmware-fault': 6 },
  }),
  'pxe-e09': message('PXE-E09: Could not allocate I/O buffers', { causes: { 'firmware-fault': 5 } }),
  'pxe-e11': message('PXE-E11: ARP timeout', {
    causes: { 'second-dhcp': 4, firewall: 3, 'other-network': 2, 'packets-lost': 2 },
  }),
  'pxe-e12': message('PXE-E12: Could not detect network connection', { causes: { 'no-link': 6, 'port-blocks': 2 } }),
  'pxe-e16': message('PXE-E16: No valid offer received', {
    causes: {
      'proxy-ignored': 4,
      'no-dhcp-server': 4,
      firewall: 3,
      'option-60': 3,
      'not-serving': 3,
      'port-blocks': 2,
    },
    also: ['No offer received'],
  }),
  'pxe-e18': message('PXE-E18: Server response timeout', {
    causes: { firewall: 4, 'second-dhcp': 3, 'port-blocks': 3, 'other-network': 2, 'packets-lost': 2 },
    also: ['PXE-E18: Timeout. Server did not respond'],
  }),
  'pxe-e21': message('PXE-E21: Remote boot cancelled', {
    causes: { 'key-pressed': 4, 'other-boot-server': 3, 'proxy-ignored': 2 },
    bios: { 'key-pressed': 3, 'firmware-fault': 2 },
  }),
  'pxe-e22': message('PXE-E22: Client received ICMP error from server', {
    causes: { 'second-dhcp': 4, 'not-serving': 3, firewall: 3, 'other-boot-server': 2 },
  }),
  'pxe-e23': message('PXE-E23: Client received TFTP error from server', {
    causes: { 'file-missing': 5, 'other-boot-server': 4, 'option-60': 2 },
  }),
  'pxe-e32': message('PXE-E32: TFTP open timeout', {
    causes: { firewall: 5, 'second-dhcp': 3, 'other-boot-server': 3, 'packets-lost': 2 },
  }),
  'pxe-e35': message('PXE-E35: TFTP read timeout', { causes: { 'packets-lost': 6, firewall: 1 } }),
  'pxe-e36': message('PXE-E36: Error received from TFTP server', {
    causes: { 'file-missing': 5, 'other-boot-server': 4 },
  }),
  'pxe-e3b': message('PXE-E3B: TFTP error - File not found', {
    causes: { 'file-missing': 5, 'other-boot-server': 5, 'option-60': 2 },
  }),
  'pxe-t01': message('PXE-T01: File not found', { causes: { 'file-missing': 5, 'other-boot-server': 5 } }),
  'pxe-t02': message('PXE-T02: Access violation', { causes: { 'other-boot-server': 5, 'file-missing': 3 } }),
  'pxe-e51': message('PXE-E51: No DHCP or proxyDHCP offers were received', {
    causes: { 'port-blocks': 4, 'other-network': 4, 'no-dhcp-server': 3, 'not-serving': 3, firewall: 3, 'no-link': 2 },
    also: ['No DHCP offers were received'],
  }),
  'pxe-e52': message('PXE-E52: proxyDHCP offers were received. No DHCP offers were received', {
    causes: { 'no-dhcp-server': 6, 'port-blocks': 3, 'second-dhcp': 1 },
  }),
  'pxe-e53': message('PXE-E53: No boot filename received', {
    causes: { 'not-serving': 4, firewall: 4, 'other-network': 3, 'second-dhcp': 2, 'proxy-ignored': 2 },
  }),
  'pxe-e55': message('PXE-E55: proxyDHCP service did not reply to request on port 4011', {
    causes: { 'option-60': 5, firewall: 5, 'other-boot-server': 3 },
  }),
  'pxe-e61': message('PXE-E61: Media test failure, check cable', {
    causes: { 'no-link': 6, 'firmware-fault': 1 },
    also: ['Media test failure', 'Check cable'],
  }),
  'pxe-e74': message('PXE-E74: Bad or missing PXE menu and/or prompt information', {
    causes: { 'other-boot-server': 5, 'proxy-ignored': 3, 'option-60': 2 },
  }),
  'pxe-e77': message('PXE-E77: Bad or missing discovery server list', {
    causes: { 'other-boot-server': 5, 'option-60': 4, 'proxy-ignored': 2 },
  }),
  'pxe-e78': message('PXE-E78: Could not locate boot server', {
    causes: { 'other-boot-server': 4, firewall: 4, 'option-60': 4, 'proxy-ignored': 2 },
  }),
  'pxe-e79': message('PXE-E79: NBP is too big to fit in free base memory', {
    causes: { 'other-boot-server': 4, 'firmware-fault': 3, 'wrong-arch': 3 },
  }),
  'pxe-ea0': message('PXE-EA0: Network boot canceled by keystroke', { causes: { 'key-pressed': 6 } }),
  'pxe-e99': message('PXE-E99: Unexpected network error', {
    causes: { 'packets-lost': 3, 'second-dhcp': 3, 'file-missing': 2, 'firmware-fault': 2, 'other-boot-server': 2 },
  }),
  'pxe-m0f': message('PXE-M0F: Exiting PXE ROM', {
    causes: { 'not-serving': 3, 'no-dhcp-server': 2, 'key-pressed': 2, 'port-blocks': 2, 'proxy-ignored': 2 },
    also: ['PXE-M0F: Exiting Intel Boot Agent', 'Exiting Broadcom PXE ROM'],
  }),
  'nbp-zero': message('NBP filesize is 0 Bytes', {
    causes: { 'second-dhcp': 4, 'other-boot-server': 4, firewall: 3, 'file-missing': 2, 'packets-lost': 2 },
  }),
  'nbp-downloaded': message('NBP file downloaded successfully', {
    causes: { 'secure-boot': 5, 'loader-hangs': 3, 'wrong-arch': 2, harmless: 1 },
    also: ['Succeed to download NBP file', 'Downloading NBP file'],
  }),
  'start-pxe': message('>>Start PXE over IPv4', {
    causes: {
      'option-60': 3,
      'port-blocks': 3,
      'no-dhcp-server': 3,
      'not-serving': 3,
      firewall: 2,
      'other-network': 2,
    },
    also: ['EFI Network Start PXE over IPv4 Station IP address'],
  }),
  'start-pxe-6': message('>>Start PXE over IPv6', {
    causes: { ipv6: 6, 'no-network-boot': 1 },
    also: ['>>Start HTTP Boot over IPv6', 'EFI Network IPv6', 'EFI PXE for IPv6 boot failed'],
  }),
  'efi-network-failed': message('Boot Failed. EFI Network', {
    causes: {
      'not-serving': 4,
      'no-dhcp-server': 3,
      firewall: 3,
      'no-link': 3,
      'port-blocks': 2,
      'secure-boot': 2,
    },
    also: ['EFI Network 0 for IPv4 boot failed', 'EFI PXE for IPv4 boot failed'],
  }),
  'no-media': message('Checking Media Presence... No Media', {
    causes: { 'no-link': 6, 'port-blocks': 1 },
    also: ['No Media present', 'Media disconnected', 'Link is down'],
  }),
  'http-boot-error': message('Could not retrieve NBP file size from HTTP server', {
    causes: { 'http-boot-off': 5, firewall: 4, 'file-missing': 2 },
    also: ['Start HTTP Boot over IPv4', 'HTTP Boot Error: Server response timeout', 'NBP URI'],
  }),
  'no-uefi-network': message('Network boot is not in the boot menu', {
    causes: { 'no-network-boot': 6, 'firmware-fault': 1 },
    also: ['There is no network entry', 'PXE is missing in the boot menu'],
  }),
} as const
