import { message } from './message'

/** What iPXE, shim, GRUB and the firmware's Secure Boot show. iPXE's own texts: src/include/errno.h and the files named there. */
export const LOADERS = {
  'secure-boot-refusal': message('Invalid signature detected. Check Secure Boot Policy in Setup', {
    causes: { 'secure-boot': 6 },
    also: [
      'Secure Boot Violation',
      'Security Violation',
      'Security Policy Violation',
      'Image failed to verify with ACCESS DENIED',
      'Image failed to verify',
      'ERROR: Image Verification Failed',
      'Image Authorization Fail',
      'The selected boot image did not authenticate',
      'Operating System Loader signature found in SecureBoot exclusion database',
    ],
  }),
  'shim-refusal': message('Verification failed: (0x1A) Security Violation', {
    causes: { 'secure-boot': 6 },
    also: [
      'bad shim signature',
      'SBAT self-check failed: Security Policy Violation',
      'Something has gone seriously wrong',
    ],
  }),
  'ipxe-initialising': message('iPXE initialising devices...', {
    causes: { 'loader-hangs': 6 },
    also: ['initialising devices', 'iPXE hangs'],
  }),
  'ipxe-no-address': message('No configuration methods succeeded', {
    causes: { 'port-blocks': 5, 'no-dhcp-server': 3, 'loader-hangs': 2, 'no-link': 1 },
    also: ['Configuring (net0) No configuration methods succeeded', 'Configuring (net0)... Error 0x040ee119'],
  }),
  'ipxe-nothing': message('Nothing to boot: No such file or directory', {
    causes: { 'other-boot-server': 3, 'no-dhcp-server': 3, firewall: 3, 'second-dhcp': 2, 'not-serving': 2 },
    also: ['No filename or root path specified', 'No more network devices', 'Nothing to boot'],
  }),
  'ipxe-timeout': message('Connection timed out', {
    causes: { firewall: 5, 'packets-lost': 3, 'second-dhcp': 2, 'port-blocks': 2 },
  }),
  'ipxe-refused': message('Connection reset', {
    causes: { 'not-serving': 5, 'second-dhcp': 3, firewall: 2 },
    also: ['Connection refused', 'Connection aborted'],
  }),
  'ipxe-unreachable': message('Network unreachable', {
    causes: { 'port-blocks': 4, 'no-dhcp-server': 3, 'second-dhcp': 2, 'no-link': 2 },
    also: ['Host unreachable', 'No route to host'],
  }),
  'ipxe-link-down': message('Waiting for link-up on net0... Down', {
    causes: { 'no-link': 4, 'loader-hangs': 4, 'port-blocks': 3 },
    also: ['Link status: Down', 'Link:down, TX:0', 'No such device'],
  }),
  'ipxe-not-found': message('No such file or directory', {
    causes: { 'file-missing': 5, 'medium-damaged': 2, 'wrong-recipe': 2, harmless: 2 },
    also: ['autoexec.ipxe... Not found', 'Not found'],
  }),
  'ipxe-not-executable': message('Exec format error', {
    causes: { 'wrong-arch': 6, 'medium-damaged': 3, 'other-boot-server': 1 },
    also: ['Could not select: Exec format error', 'Could not boot image: Exec format error'],
  }),
  'ipxe-no-memory': message('No space left on device', {
    causes: { 'too-little-ram': 5, 'image-too-big': 5 },
    also: ['Not enough space', 'Cannot allocate memory', 'Error 0x31'],
  }),
  'ipxe-certificate': message('Permission denied', {
    causes: { certificate: 5, 'secure-boot': 4 },
    also: [
      'Could not boot: Permission denied',
      'Permission denied ipxe.org',
      'certificate not trusted',
      'Untrusted root certificate',
    ],
  }),
  'ipxe-http-denied': message('HTTP 403 Forbidden: Operation not permitted', {
    causes: { 'file-missing': 4, 'other-boot-server': 4 },
    also: ['Operation not permitted', 'HTTP 401 Unauthorized'],
  }),
  'ipxe-http-error': message('Input/output error', {
    causes: { 'medium-damaged': 4, 'packets-lost': 3, 'file-missing': 2 },
    also: ['HTTP 5xx Server Error', 'Content length mismatch', 'Unrecognised HTTP response code'],
  }),
  'ipxe-start-refused': message('Could not load image: Image prohibited by security policy', {
    causes: { 'secure-boot': 6, 'wrong-arch': 2 },
    also: ['Could not start image', 'Could not boot: Error 0x7f04', 'Image prohibited by security policy'],
  }),
  'ipxe-no-name': message('DNS name does not exist', {
    causes: { 'no-name-server': 6 },
    also: ['No DNS servers available', 'No such device or address'],
  }),
  'ipxe-cancelled': message('Operation canceled', { causes: { 'key-pressed': 5, 'loader-hangs': 1 } }),
  'ipxe-unsupported': message('Operation not supported', {
    causes: { 'wrong-recipe': 4, 'other-boot-server': 3, certificate: 2 },
    also: ['Protocol not supported', 'Unsupported'],
  }),
  'ipxe-other': message('http://ipxe.org/…', {
    causes: { 'packets-lost': 2, 'loader-hangs': 2, 'file-missing': 1 },
    also: ['https://ipxe.org/err', 'Error 0x'],
  }),
  'grub-not-found': message('error: file `/boot/grub/…` not found', {
    causes: { 'file-missing': 5, 'wrong-recipe': 3, 'other-boot-server': 2 },
    also: ['error: file not found', 'error: no such partition', 'grub>', 'grub rescue>', 'Entering rescue mode'],
  }),
  'grub-no-kernel': message('error: you need to load the kernel first', {
    causes: { 'file-missing': 4, 'too-little-ram': 3, 'secure-boot': 2 },
  }),
  'grub-video': message('error: no suitable video mode found', {
    causes: { harmless: 5, 'wrong-recipe': 2 },
    also: ['Booting in blind mode'],
  }),
  'grub-memory': message('error: out of memory', {
    causes: { 'too-little-ram': 5, 'image-too-big': 5 },
    also: ['alloc magic is broken', 'cannot allocate kernel buffer'],
  }),
} as const
