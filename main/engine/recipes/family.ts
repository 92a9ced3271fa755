/**
 * Which initramfs a medium uses, because that decides by which argument it finds its root over the network (RECIPES.md
 * section 2). What lies inside the initrd counts most; the medium's own words come second.
 */
import type { Medium } from '../media/medium'
import { initrdNames } from './initrd'
import type { MenuEntry } from './menu/entry'

export interface InitrdFamily {
  /** Key of a recipe's `network`; `unknown` where nothing tells. */
  readonly family: string
  /** How we know, as the end of a sentence. */
  readonly why: string
}

/** First hit wins: the special ones stand before the general ones that they are made of. */
const BY_NAME: readonly (readonly [family: string, name: RegExp])[] = [
  ['archiso', /^(usr\/)?(lib\/initcpio\/)?hooks\/archiso_pxe_http$/],
  ['archiso-disk', /^(usr\/)?(lib\/initcpio\/)?hooks\/archiso$/],
  ['miso', /^(usr\/)?(lib\/initcpio\/)?hooks\/miso_pxe_http$/],
  ['miso-disk', /^(usr\/)?(lib\/initcpio\/)?hooks\/miso$/],
  ['casper', /^(usr\/share\/initramfs-tools\/)?scripts\/casper/],
  ['live-boot', /^(scripts\/live|(usr\/)?bin\/live-boot|(usr\/)?lib\/live\/boot)/],
  ['anaconda', /^(usr\/)?lib\/(anaconda-lib\.sh|dracut\/hooks\/.*anaconda)/],
  ['dracut-live', /^((usr\/)?lib\/dracut\/hooks\/.*livenet|(usr\/)?sbin\/livenetroot)/],
  ['debian-installer', /^(lib\/debian-installer|usr\/bin\/debconf$)/],
  ['linuxrc', /^(linuxrc$|etc\/linuxrc\.d)/],
  ['alpine', /^(usr\/)?sbin\/nlplug-findfs$/],
  ['livekit', /^(usr\/)?lib\/livekitlib/],
]

/** What a further name may still turn into another family: the search goes on. mkinitcpio sorts its names, so it is not far. */
const UNDECIDED: ReadonlySet<string> = new Set(['archiso-disk', 'miso-disk'])

const BY_WORDS: readonly (readonly [family: string, test: RegExp])[] = [
  ['archiso', / archisobasedir=/],
  ['miso', / misobasedir=/],
  ['casper', / boot=casper |^\/casper\//],
  ['live-boot', / boot=live |^\/live\//],
  ['anaconda', / inst\.(stage2|repo)=/],
  ['dracut-live', / (root=live:|rd\.live\.image )/],
  ['proxmox', /^\/boot\/linux26 /],
  ['alpine', / modules=loop,squashfs/],
  ['linuxrc', /^\/boot\/\w+\/(loader\/)?linux /],
  ['debian-installer', /^\/install[\w.]*\//],
]

/** The family that lies inside an initrd; `format` where it is closed. Never throws. */
export async function familyInside(medium: Medium, initrd: string): Promise<{ family?: string; closed?: string }> {
  const inside = await initrdNames(medium, initrd, (names) => {
    const found = familyByNames(names)
    return found !== undefined && !UNDECIDED.has(found)
  })
  const family = familyByNames(inside.names)
  if (family !== undefined) return { family }
  return inside.closed ? { closed: inside.format } : {}
}

/** The family of a menu entry, from what lies `inside` its last initrd (microcode comes first) and from its own words. */
export function familyOf(entry: MenuEntry, inside: { family?: string; closed?: string }): InitrdFamily {
  if (inside.family !== undefined) return { family: inside.family, why: `its initrd is one of ${inside.family}` }
  const closed =
    inside.closed === undefined
      ? ''
      : inside.closed === 'unknown'
        ? ' (its initrd is packed in a way that Bootdrop does not know)'
        : ` (its initrd is packed as ${inside.closed}, and Bootdrop could not look into it)`
  const text = `${entry.kernel} ${entry.args} `
  const family = BY_WORDS.find(([, test]) => test.test(text))?.[0]
  if (family !== undefined) return { family, why: `its boot menu speaks the words of ${family}${closed}` }
  return { family: 'unknown', why: `how it finds its files over the network is not known${closed}` }
}

export function familyByNames(names: Iterable<string>): string | undefined {
  const all = [...names]
  return BY_NAME.find(([, test]) => all.some((name) => test.test(name)))?.[0]
}
