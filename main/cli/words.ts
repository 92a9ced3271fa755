import type { Card, Client, ClientArch, Transfer, WhyCode } from '../engine/types'

/** Plain words for the terminal. The window has its own table with more room (renderer/src/words-trouble.ts). */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `62 MB`, `1.2 GB`: decimal units, as download pages and disks count. */
export function bytesInWords(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`
}

const WHY_IN_WORDS: Record<WhyCode, string> = {
  'no-request-after-offer':
    'heard our answer but never came back: a DHCP server must be on this wire to give it an address; it may also be set to boot from another device first, or have followed another server',
  'offers-ignored':
    'asks again and again and takes no address, though it is answered each time: it does not hear the answers (look at the switch port and at “PortFast”), or its firmware wants one DHCP server that says everything (serve with --mode dhcp on a cable of its own)',
  'no-dhcp-server':
    'was answered, but no DHCP server on this wire gives it an address: connect one, or serve with --mode dhcp',
  'boot-server-not-asked':
    'has an address but did not come to UDP port 4011 of this computer: look for a firewall there; start it again, it is answered in another way then',
  'size-probe-only':
    'asked how long the loader is and never fetched it: look at the cable, and update the firmware of the machine',
  'http-boot-refused':
    'has an address but did not fetch over HTTP: allow plain HTTP in its firmware setup, or choose PXE in its boot menu; look for a firewall in front of the HTTP port, too',
  'transfer-restarts':
    'begins the loader again and again and never gets it whole: packets are lost or cut on the way; try another cable or switch port, and a standard MTU of 1500',
  'ipxe-no-address':
    'runs iPXE, which asks for an address and gets none: turn on PortFast on its switch port, or put a plain switch between',
  'too-little-ram': 'has less memory than what it is to boot needs: add memory, or choose another recipe',
  'image-too-big':
    'broke off a file that does not fit into its memory: choose a recipe that does not load the whole image, or add memory',
  'foreign-option-60':
    'probably asks the DHCP server of this network for its boot file, since that server sends option 60 “PXEClient”: remove option 60 there',
  'boot-loop':
    'started from here several times in a row and came back each time: read its screen; choose another recipe, or let it boot its own disk',
  'no-loader-request': 'took the answer but never asked for the loader: look for a firewall between it and UDP port 69',
  'loader-sent-then-silence':
    'got the whole loader, then fell silent: Secure Boot is probably on, or this loader does not suit its card',
  'loader-did-not-start':
    'got the whole loader, then fell silent: this loader does not suit its card; start it again, another one is tried',
  'loader-transfer-failed': 'could not fetch the loader: look at the cable and the switch port',
  'no-script-request': 'started iPXE but never asked for its script: look for a firewall in front of the HTTP port',
  'script-then-silence': 'got its script, then asked for nothing: read its screen, it says what is missing',
  'transfer-stalled': 'stopped in the middle of a file: look at the cable and the switch port',
  'transfer-failed': 'gave up in the middle of a file: look at the cable and the switch port',
  'file-not-found': 'asked for a file that the medium does not have',
  'secure-boot':
    'got the whole loader twice and fell silent each time: Secure Boot refuses it; switch Secure Boot off in the firmware setup, or serve with --loader signed',
  'no-loader-for-arch':
    'has a kind of firmware for which there is no loader here: a folder with an iPXE that was built for it can be given with --loaders',
  'no-pi-firmware':
    'is a Raspberry Pi and has no firmware files here: copy the boot partition of a Raspberry Pi OS card (start4.elf, fixup4.dat, config.txt, the kernel and the .dtb files) into a folder and give it with --loaders',
  'no-signed-loader':
    'is to get a signed loader, and none here works in this mode: give the files of an iPXE release, shim included, with --loaders; or switch Secure Boot off in the firmware setup and choose --loader auto',
  'needs-http-boot':
    'asked by PXE, but what was chosen boots by UEFI HTTP Boot alone: choose HTTP Boot in its boot menu, or another recipe here',
  'recipe-not-for-arch': 'cannot run what this medium holds: its processor or firmware is of another kind',
  'medium-gone': 'needs the medium, but the medium is gone or was changed: put it back, then start the machine again',
  'system-then-silence':
    'has kernel and initrd, but the system never fetched the rest that it needs: read its screen; a second network card, a switch port that is slow to open or too little memory are the usual causes',
  'other-server':
    'probably followed another PXE server on this wire: switch the PXE service of that one off while you work, or use a cable and switch of your own',
  stopped: 'was still booting when Bootdrop was stopped: serve again, then start it again',
}

/** An iPXE build target by architecture: `no-loader-for-arch` can then say what is missing. */
const MISSING_LOADER: Partial<Record<ClientArch, { readonly firmware: string; readonly target: string }>> = {
  'uefi-ia32': { firmware: '32-bit UEFI (IA32)', target: 'bin-i386-efi' },
  'http-ia32': { firmware: '32-bit UEFI (IA32)', target: 'bin-i386-efi' },
  'uefi-arm32': { firmware: '32-bit ARM UEFI', target: 'bin-arm32-efi' },
  'http-arm32': { firmware: '32-bit ARM UEFI', target: 'bin-arm32-efi' },
  'uefi-arm64': { firmware: '64-bit ARM UEFI', target: 'bin-arm64-efi' },
  'http-arm64': { firmware: '64-bit ARM UEFI', target: 'bin-arm64-efi' },
}

/** What went wrong and what to do, to follow the name of a machine: `has …: put …`. */
export function whyInWords(why: WhyCode, arch: ClientArch): string {
  const missing = why === 'no-loader-for-arch' ? MISSING_LOADER[arch] : undefined
  if (missing === undefined) return WHY_IN_WORDS[why]
  const { firmware, target } = missing
  return `has ${firmware}, and there is no loader for it here: build snponly.efi from iPXE's source (make ${target}/snponly.efi), put it into a folder and give that with --loaders`
}

/** A machine that does not climb because of a choice; to follow its name. */
const DOING_IN_WORDS: Record<NonNullable<Client['doing']>, string> = {
  menu: 'is at the menu',
  'local-disk': 'boots its own disk',
  ignored: 'is left alone, as a rule says',
}

/** `52:54:00:12:34:56 (uefi-x64, 192.168.1.143) is loading initrd.gz, 62 %`. */
export function clientInWords(client: Client): string {
  const facts = [client.arch, client.ip].filter((fact) => fact !== undefined && fact !== 'unknown')
  const who = `${client.mac ?? client.id}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`
  const { phase, doing } = client
  if (doing !== undefined && !('why' in phase)) return `${who} ${DOING_IN_WORDS[doing]}`
  switch (phase.phase) {
    case 'seen':
      return `${who} asks for a boot server`
    case 'offered':
      return `${who} was answered`
    case 'addressed':
      return `${who} has its address`
    case 'loader':
      return `${who} is fetching the loader`
    case 'ipxe':
      return `${who} runs iPXE`
    case 'script':
      return `${who} has its boot script`
    case 'loading':
      return `${who} is loading the system`
    case 'handed-over':
      return `${who} has everything and starts the system`
    case 'running':
      return `${who} runs the system`
    case 'finished':
      return `${who} is done`
    case 'stalled':
    case 'failed':
      return `${who} ${whyInWords(phase.why, client.arch)}`
  }
}

export function transferInWords(transfer: Transfer): string {
  const size = transfer.sizeBytes === undefined ? '' : ` of ${bytesInWords(transfer.sizeBytes)}`
  const speed = transfer.bytesPerSecond > 0 ? `, ${bytesInWords(transfer.bytesPerSecond)}/s` : ''
  const end = transfer.done ? (transfer.ok ? ', done' : ', broken off') : ''
  return `${transfer.file}: ${bytesInWords(transfer.sentBytes)}${size} by ${transfer.protocol.toUpperCase()}${speed}${end}`
}

export function cardInWords(card: Card): string {
  const addresses = card.addresses.map(({ address }) => address).join(', ') || 'no address'
  const speed = card.speedMbps === undefined ? '' : `, ${speedInWords(card.speedMbps)}`
  const problem = card.problem === undefined ? '' : card.problem === 'down' ? ', DOWN' : ', needs an address first'
  const route = card.isDefaultRoute ? ', default route' : ''
  return `${card.name.padEnd(16)} ${card.kind.padEnd(9)} ${addresses}${speed}${route}${problem}  ${card.title === card.name ? '' : card.title}`.trimEnd()
}

function speedInWords(mbps: number): string {
  return mbps >= 1000 ? `${mbps / 1000} Gb/s` : `${mbps} Mb/s`
}
