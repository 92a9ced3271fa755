import { chainBack, failure, lines } from './ipxe-lines'

/** Two-socket servers have 16 slots and more; nothing that needs to count them has too little memory. */
const DIMM_SLOTS = 16

/**
 * The script that every machine gets first. It needs no knowledge of the machine, so it can lie on TFTP as `autoexec.ipxe` too,
 * where iPXE's UEFI builds look for it beside themselves; in that case nobody has asked for an address yet. `ifconf` for
 * IPv4 alone, because a plain `dhcp` also waits 4 s for an IPv6 router; once more with `dhcp`, because a switch port with spanning
 * tree swallows the first try. Then the machine tells what it is and fetches its own script.
 */
export function firstScript(urlBase: string): string {
  return lines([
    '#!ipxe',
    '# Bootdrop: the first script, the same for every machine',
    ':start',
    'set otherwise retry',
    'set leaving no',
    'isset ${netX/ip} || ifconf --configurator dhcp || dhcp || goto no_address',
    ...chainBack(scriptUrl(urlBase)),
    ':no_address',
    'set why This machine got no address from a DHCP server.',
    'goto failed',
    ':no_script',
    `set why The Bootdrop server at ${urlBase} did not give this machine its script.`,
    ...failure(['retry']),
  ])
}

/**
 * The URL of a machine's own script, for a script line: iPXE fills in what the machine is. `more` is part of a query, put before
 * the long facts.
 */
export function scriptUrl(urlBase: string, more = ''): string {
  const facts = [
    'mac=${netX/mac}',
    'uuid=${uuid}',
    'arch=${buildarch}',
    'platform=${platform}',
    `dimms=${dimms()}`,
    // Last: the only ones of any length. `uristring`, because a space would end the URL there.
    'serial=${serial:uristring}',
    'maker=${manufacturer:uristring}',
    'product=${product:uristring}',
  ]
  return `${urlBase}/boot.ipxe?${[...(more === '' ? [] : [more]), ...facts].join('&')}`
}

/**
 * Sizes of the memory modules out of SMBIOS (type 17, offset 12, two bytes; instance first), which every iPXE can read.
 * `\${memsize}` would be simpler, but is compiled in nowhere: neither in QEMU's ROMs nor in Debian's builds.
 */
function dimms(): string {
  return Array.from({ length: DIMM_SLOTS }, (_slot, at) => `\${smbios/${at}.17.12.2:hexraw}`).join('.')
}
