/** One way to boot that the medium's own menu offers. Paths are absolute within the medium; they may not exist. */
export interface MenuEntry {
  readonly title: string
  readonly kernel: string
  readonly initrds: readonly string[]
  /** Kernel arguments as the menu has them, variables expanded, without `initrd=`. */
  readonly args: string
  /** The menu's own default. */
  readonly isDefault: boolean
}

/** Bounds against a hostile or mistaken menu: no real one comes near. */
export const MENU_LIMITS = {
  /** Bytes read of one configuration file. */
  fileBytes: 256 * 1024,
  /** Files read together, `include`d ones counted. */
  files: 40,
  entries: 200,
  /** Characters of one kernel command line: the kernel's own limit on x86 is 2,048, on arm64 2,048 (COMMAND_LINE_SIZE). */
  argsLength: 2048,
} as const

/**
 * A path as menus write it: relative to `directory`, backslashes and doubled slashes forgiven, a device prefix
 * (`(cd0)/boot/…`, `($root)/…`) dropped. Undefined for what names nothing on the medium (network paths, `..` above the root).
 */
export function menuPath(written: string, directory: string): string | undefined {
  const bare = written.replace(/^\([^)]*\)/, '').replaceAll('\\', '/')
  if (bare === '' || bare.includes('\0') || bare.includes('://') || bare.includes('::') || bare.length > 1024) {
    return undefined
  }
  const absolute = bare.startsWith('/') ? bare : `${directory}/${bare}`
  const names: string[] = []
  for (const name of absolute.split('/')) {
    if (name === '' || name === '.') continue
    if (name !== '..') names.push(name)
    else if (names.pop() === undefined) return undefined
  }
  return names.length === 0 ? undefined : `/${names.join('/')}`
}

/** `/boot/grub/grub.cfg` → `/boot/grub`; `/x` → `` (so that `${directoryOf(p)}/y` is right at the root too). */
export function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}
