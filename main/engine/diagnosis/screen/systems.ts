import { message } from './message'

/** What a kernel, an installer, Windows, or the machine's own disk shows. */
export const SYSTEMS = {
  'no-root': message('VFS: Unable to mount root fs on unknown-block(0,0)', {
    causes: { 'wrong-recipe': 4, 'too-little-ram': 3, 'file-missing': 2, 'packets-lost': 1 },
    also: [
      'Kernel panic - not syncing: VFS: Unable to mount root fs',
      // Without the part that says why: this is what it is most often.
      'Kernel panic - not syncing',
      'Cannot open root device',
      'initramfs unpacking failed',
    ],
  }),
  'no-init': message('Kernel panic - not syncing: No working init found', {
    causes: { 'wrong-recipe': 4, 'medium-damaged': 3, 'too-little-ram': 2 },
    also: ['Kernel panic - not syncing: Attempted to kill init', 'Attempted to kill init'],
  }),
  'no-live': message('Unable to find a medium containing a live file system', {
    causes: { 'no-driver': 4, 'wrong-recipe': 4, 'port-blocks': 2, 'too-little-ram': 2 },
    also: [
      '(initramfs)',
      'dracut-initqueue: timeout',
      'dracut: Warning: /dev/root does not exist',
      'mount: /new_root: unknown filesystem type',
      'Entering emergency mode. Exit the shell to continue',
      'ALERT! does not exist. Dropping to a shell!',
      'Unable to find a live file system on the network',
    ],
  }),
  'start-job': message('A start job is running for …', {
    causes: { 'port-blocks': 4, 'no-driver': 3, 'wrong-recipe': 3, harmless: 3 },
    also: ['A start job is running for Wait for Network to be Configured', 'A stop job is running for'],
  }),
  'no-interface': message('No network interfaces detected', {
    causes: { 'no-driver': 6 },
    also: ['No Ethernet card was detected', 'No network device', 'Missing firmware files', 'Network is not configured'],
  }),
  'no-dhcp-system': message('Network autoconfiguration failed', {
    causes: { 'port-blocks': 4, 'no-dhcp-server': 4, 'no-driver': 3 },
    also: ['Your network is probably not using the DHCP protocol', 'ipconfig: no response after', 'No lease, failing'],
  }),
  'no-installer-medium': message('Installation medium could not be mounted', {
    causes: { 'wrong-recipe': 5, 'file-missing': 3 },
    also: ['Your installation CD-ROM couldn’t be mounted', 'Bad archive mirror', 'Detect and mount installation media'],
  }),
  'wrong-cpu': message('This kernel requires an x86-64 CPU, but only detected an i686 CPU', {
    causes: { 'wrong-arch': 6 },
    also: [
      'kernel does not support this processor',
      'Attempting to load a 64-bit application, however this CPU is not compatible',
    ],
  }),
  'kernel-memory': message('Kernel panic - not syncing: Out of memory', {
    causes: { 'too-little-ram': 6, 'image-too-big': 3 },
    also: [
      'Out of memory: Killed process',
      'System is deadlocked on memory',
      'No space left on device write error',
      'oom-killer',
    ],
  }),
  'black-screen': message('Black screen after “Loading kernel”', {
    causes: { 'wrong-recipe': 3, 'loader-hangs': 3, 'too-little-ram': 2, 'wrong-arch': 1 },
    also: [
      'EFI stub: Loaded initrd from',
      'Booting the kernel',
      'black screen',
      'The screen stays black',
      'ok nothing happens',
    ],
  }),
  'bootmgr-missing': message('BOOTMGR is missing', {
    causes: { 'no-disk-system': 5, 'file-missing': 2 },
    also: ['NTLDR is missing', 'BOOTMGR image is corrupt'],
  }),
  'win-0001': message('0xc0000001: A required device isn’t connected or can’t be accessed', {
    causes: { 'too-little-ram': 4, 'medium-damaged': 4, 'packets-lost': 2 },
  }),
  'win-000f': message('0xc000000f: The boot configuration data is missing or contains errors', {
    causes: { 'file-missing': 5, 'no-disk-system': 3, 'wrong-recipe': 2 },
    also: ['0xc000000e', '0xc0000098', '0xc0000034', 'The Boot Configuration Data for your PC is missing'],
  }),
  'win-0225': message('0xc0000225: The boot selection failed because a required device is inaccessible', {
    causes: { 'wrong-arch': 4, 'medium-damaged': 3, 'file-missing': 3 },
    also: ['0xc0000359', '0xc000007b'],
  }),
  'win-0428': message('0xc0000428: The digital signature for this file couldn’t be verified', {
    causes: { 'secure-boot': 6, 'medium-damaged': 2 },
    also: ['0xc0000605'],
  }),
  'win-0017': message('0xc0000017: There isn’t enough memory available to create a ramdisk device', {
    causes: { 'too-little-ram': 6, 'image-too-big': 3 },
    also: ['ramdisk device creation failed due to insufficient memory', '0xc0000009'],
  }),
  'win-no-disk': message('A media driver your computer needs is missing', {
    causes: { 'no-disk-driver': 5, 'no-driver': 3 },
    also: [
      'We couldn’t find any drives',
      'No drives were found',
      'No device drivers were found',
      'Windows could not find a driver',
      'Windows Setup could not find',
      'Where do you want to install Windows',
    ],
  }),
  'win-no-network': message('X:\\windows\\system32>', {
    causes: { 'no-driver': 5, 'no-dhcp-server': 1 },
    also: ['wpeinit', 'System error 53 has occurred', 'The network path was not found', 'System error 67 has occurred'],
  }),
  'win-boot-device': message('INACCESSIBLE_BOOT_DEVICE', {
    causes: { 'no-disk-driver': 4, 'no-disk-system': 3, 'wrong-recipe': 2 },
    also: ['Stop code INACCESSIBLE BOOT DEVICE', '0x0000007b'],
  }),
  'no-bootable': message('No bootable device', {
    causes: { 'no-network-boot': 4, 'no-disk-system': 4, 'no-link': 2, 'not-serving': 2 },
    also: [
      'Reboot and select proper Boot device',
      'No bootable medium found',
      'Operating System not found',
      'Missing operating system',
      'Boot device not found. Please install an operating system on your hard disk',
      'An operating system wasn’t found',
      'Default Boot Device Missing or Boot Failed',
      'Selected boot device failed',
      'No Boot Device Found',
    ],
  }),
} as const
