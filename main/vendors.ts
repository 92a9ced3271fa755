import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import type { Vendors } from './engine/machines/machines'
import { MakerList } from './maker-list'

/** Prefixes that virtual machines use, and whom a technician knows them by rather than by who registered them. */
const VIRTUAL: Readonly<Record<string, string>> = {
  '525400': 'QEMU/KVM',
  '080027': 'VirtualBox',
  '00155D': 'Hyper-V',
  '005056': 'VMware',
  '000C29': 'VMware',
  '00163E': 'Xen',
}
/** Second bit of the first byte: the address was made up by software and says nothing of a maker (IEEE 802, 8.2.2). */
const LOCAL = 0b10
/** IEEE sells blocks of 36, 28 and 24 bits; the longest that fits counts. */
const PREFIX_DIGITS = [9, 7, 6]

/** `Dell`, not `Dell Inc.`: the row of a machine has no room for a legal form. */
const LEGAL_FORM =
  /[,.\s]+(incorporated|inc|corporation|corp|company|co|ltd|limited|llc|gmbh|ag|s\.?a|b\.?v|foundation)\.?$/i

/**
 * Who made a network card, by the list of the IEEE (oui-data, 54,000 entries). Nothing is known before `load`, and nothing of addresses
 * that software made up.
 */
export function createVendors(read: () => Promise<Pick<MakerList, 'get'>> = readList): Vendors {
  let list: Pick<MakerList, 'get'> | undefined
  let loading: Promise<void> | undefined
  const load = (): Promise<void> =>
    (loading ??= read().then(
      (loaded) => void (list = loaded),
      // Without the list machines have no maker; everything else works.
      () => undefined,
    ))
  const of = (mac: string): string | undefined => {
    const digits = mac.replaceAll(':', '').toUpperCase()
    const virtual = VIRTUAL[digits.slice(0, 6)]
    if (virtual !== undefined || (Number.parseInt(digits.slice(0, 2), 16) & LOCAL) !== 0) return virtual
    for (const length of PREFIX_DIGITS) {
      const name = list?.get(digits.slice(0, length))
      if (name !== undefined) return name
    }
    return undefined
  }
  return { load, of }
}

/** Reads it as a file: an import would keep the addresses of all those companies in memory, too. */
async function readList(): Promise<MakerList> {
  const path = createRequire(import.meta.url).resolve('oui-data')
  const all = JSON.parse(await readFile(path, 'utf8')) as Readonly<Record<string, string>>
  return new MakerList(
    Object.entries(all).map(([prefix, text]) => [prefix, shortName(text.split('\n', 1)[0] ?? text)] as const),
  )
}

/** The maker's name without its legal form. */
export function shortName(name: string): string {
  let short = name.trim()
  for (let before = ''; before !== short;) {
    before = short
    short = short.replace(LEGAL_FORM, '')
  }
  return short === '' ? name.trim() : short
}
