/** The smaller shapes of a recipe; schema.ts puts them together. docs/recipes.md explains every key. */
import * as v from 'valibot'
import { FAULTS } from './faults'
import { parseRamRule } from './ram'

export const Text = v.pipe(v.string(), v.trim(), v.minLength(1, FAULTS.empty))

export const Id = v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/, FAULTS.id))

export const Regex = v.pipe(
  v.string(),
  v.check(isRegex, FAULTS.regex),
  v.maxLength(300, FAULTS['regex-long']),
  v.check((source) => !repeatsRepetition(source), FAULTS['regex-endless']),
)

/** A path within the medium, `*` and `?` allowed within one name. */
export const Glob = v.pipe(
  v.string(),
  v.startsWith('/', FAULTS['no-slash']),
  v.check((path) => !path.split('/').includes('..'), FAULTS.climbs),
)

/** A path within the medium, or beside the kernel when it does not begin with `/`. */
const NearGlob = v.pipe(
  v.string(),
  v.minLength(1),
  v.check((path) => !path.split('/').includes('..'), FAULTS.climbs),
)

/** One or several in order of preference; the first that the medium has is taken. */
export const Globs = v.pipe(oneOrMore(), v.array(Glob), v.minLength(1, FAULTS.empty))
const NearGlobs = v.pipe(oneOrMore(), v.array(NearGlob), v.minLength(1, FAULTS.empty))

export const Ram = v.union([
  v.pipe(v.number(), v.integer(), v.minValue(0)),
  v.pipe(
    v.string(),
    v.check((rule) => parseRamRule(rule) !== undefined, FAULTS.ram),
  ),
])

/** All conditions of a rule must hold. Named groups `name` and `version` in `text`, `label`, `fileName` and `url` become the medium's. */
export const MatchRule = v.pipe(
  v.strictObject({
    file: v.optional(Glob),
    text: v.optional(Regex),
    label: v.optional(Regex),
    /** Name of what was dropped. */
    fileName: v.optional(Regex),
    /** The medium is a link to another server. */
    url: v.optional(Regex),
    exists: v.optional(v.array(Glob), []),
    missing: v.optional(v.array(Glob), []),
    /** The medium's own boot menus lead to a kernel that is there. */
    menu: v.optional(v.literal(true)),
    /** The image's boot catalogue (El Torito) has a program for this firmware. */
    catalogue: v.optional(v.picklist(['efi', 'bios'])),
    /** A raw image: of a floppy or of a disk. */
    image: v.optional(v.picklist(['floppy', 'disk'])),
    /** The whole medium is at most this big. */
    maxSizeMiB: v.optional(v.pipe(v.number(), v.minValue(0))),
    score: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
    why: Text,
  }),
  v.check(
    (rule) =>
      [rule.file, rule.label, rule.fileName, rule.url, rule.menu, rule.catalogue, rule.image].some(
        (set) => set !== undefined,
      ) || rule.exists.length > 0,
    FAULTS['no-condition'],
  ),
  v.check((rule) => rule.text === undefined || rule.file !== undefined, FAULTS['text-alone']),
)

export const Entry = v.strictObject({
  id: Id,
  title: Text,
  args: v.optional(v.string(), ''),
  /** In place of the recipe's. */
  minRamMiB: v.optional(Ram),
  /** This entry writes a system to the machine's disk, whatever the recipe's others do. */
  installs: v.optional(v.boolean(), false),
})

/** What the user may set. Without `choices` and `text` it is a switch. */
export const Option = v.pipe(
  v.strictObject({
    id: Id,
    title: Text,
    /** Put behind the part's; `${value}` is what the user wrote or chose. */
    args: v.optional(v.string(), ''),
    choices: v.optional(v.pipe(v.array(v.strictObject({ id: Id, title: Text, args: v.optional(v.string(), '') })))),
    /** The user writes something, and it has to be this. */
    text: v.optional(Regex),
    example: v.optional(v.string(), ''),
    /** Words of the part, of entries and of menus that its own take the place of. */
    drop: v.optional(v.array(Regex), []),
    /** With it, a system is written to the machine's disk without a question. */
    installs: v.optional(v.boolean(), false),
    /** Memory on top of the recipe's. */
    addRamMiB: v.optional(Ram, 0),
  }),
  v.check((option) => option.choices === undefined || option.text === undefined, FAULTS['choices-and-text']),
)

/** The file by which an installation runs by itself. */
export const Answer = v.strictObject({
  /** `Preseed file` */
  title: Text,
  format: v.picklist([
    'preseed',
    'kickstart',
    'autoinstall',
    'autoyast',
    'agama',
    'unattend',
    'xenserver',
    'proxmox',
    'esxi',
    'ignition',
    'script',
    'other',
  ]),
  /** The name it is served under. */
  name: v.pipe(v.string(), v.regex(/^[\w.-]+$/, FAULTS['file-name'])),
  /** Put behind the part's; `${answer}` is its URL, `${answers}` that of its folder. */
  args: v.optional(v.string(), ''),
  /** Words of the part, of entries and of menus that `args` takes the place of. */
  drop: v.optional(v.array(Regex), []),
  /** Further names in the same folder, with what is in them: `meta-data` of autoinstall. */
  beside: v.optional(v.record(v.string(), v.string()), {}),
  /** Files of assets/answers that are offered as a beginning. */
  examples: v.optional(v.array(v.strictObject({ id: v.pipe(v.string(), v.regex(/^[\w.-]+$/)), title: Text })), []),
  /** Without one there is nothing to boot with. */
  required: v.optional(v.boolean(), false),
  /** With one, a system is written to the machine's disk; the recipe's own `installs` is for all of its boots. */
  installs: v.optional(v.boolean(), false),
})

const Placed = v.pipe(
  v.strictObject({
    file: v.optional(NearGlobs),
    gunzip: v.optional(v.boolean(), false),
    image: v.optional(v.literal(true)),
    loader: v.optional(Text),
    made: v.optional(Text),
    /** Only where an answer file was chosen. */
    answer: v.optional(v.literal(true)),
    /** With a slash at the end the file keeps its own name there. */
    as: v.optional(v.pipe(v.string(), v.regex(/^\S+$/, FAULTS.spaces))),
    mode: v.optional(v.pipe(v.string(), v.regex(/^[0-7]{3,4}$/, FAULTS.octal))),
    words: v.optional(v.string()),
    /** Left out where the medium does not have it. */
    optional: v.optional(v.boolean(), false),
    /** Only where this option is set. */
    option: v.optional(Id),
  }),
  v.check(
    ({ file, image, loader, made, answer }) =>
      [file, image, loader, made, answer].filter((given) => given !== undefined).length === 1,
    FAULTS['no-source'],
  ),
)

/** A path, alternatives, or a file with a place of its own. */
const Initrd = v.pipe(
  v.unknown(),
  v.transform((given) => (typeof given === 'string' || Array.isArray(given) ? { file: given as unknown } : given)),
  Placed,
)

/** Text and settings of iPXE in braces, as one word of a script line. */
const ScriptParam = v.pipe(v.string(), v.regex(/^(?:[\w.:/-]|\{[\w.:/-]+\})+$/, FAULTS['script-word']))

export const BootPart = v.pipe(
  v.strictObject({
    firmware: v.picklist(['bios', 'uefi', 'any']),
    /** Processors; those that the way of booting and the kernel are for, where none are given. */
    cpu: v.optional(v.array(v.picklist(['x86', 'x64', 'arm32', 'arm64']))),
    way: v.optional(
      v.picklist(['linux', 'multiboot', 'grub', 'memdisk', 'sanboot', 'wimboot', 'pxelinux', 'script']),
      'linux',
    ),
    /** Only where the medium has all of these. */
    exists: v.optional(v.array(Glob), []),
    /** `menu`: the entries of the medium's own boot menus whose kernel is under `kernel` (or anywhere). */
    from: v.optional(v.literal('menu')),
    kernel: v.optional(Globs),
    /** The kernel is packed, and goes out unpacked: iPXE for PCs has no gzip. */
    gunzip: v.optional(v.boolean(), false),
    initrd: v.optional(v.array(Initrd), []),
    args: v.optional(v.string(), ''),
    /** Way `multiboot`: the hypervisor's own words; `args` is for its first module, the system's kernel. */
    words: v.optional(v.string(), ''),
    /** Words of the medium's own menu that `args` takes the place of. */
    drop: v.optional(v.array(Regex), []),
    /** Way `script`: sent with the request for it; `{net0/mac}` is a setting of iPXE. */
    params: v.optional(v.record(v.pipe(v.string(), v.regex(/^\w+$/)), ScriptParam), {}),
    /** In place of everything else: machines of this kind cannot boot it, and why. */
    refuse: v.optional(Text),
  }),
  v.check(
    (part) =>
      part.kernel !== undefined ||
      part.from === 'menu' ||
      part.refuse !== undefined ||
      ['memdisk', 'sanboot', 'wimboot', 'script'].includes(part.way),
    FAULTS['no-kernel'],
  ),
  v.check((part) => part.way === 'script' || Object.keys(part.params).length === 0, FAULTS['params-alone']),
)

export const NetworkRule = v.union([
  v.strictObject({
    args: v.string(),
    /** Words of the medium's own menu that the network arguments take the place of. */
    drop: v.optional(v.array(Regex), []),
    installs: v.optional(v.boolean(), false),
  }),
  v.strictObject({ refuse: Text }),
])

/** Not a union of the two checked forms: that would only say that neither fits, and not why. */
function oneOrMore() {
  return v.pipe(
    v.union([v.string(), v.array(v.string())], FAULTS.paths),
    v.transform((globs) => (typeof globs === 'string' ? [globs] : globs)),
  )
}

function isRegex(source: string): boolean {
  try {
    new RegExp(source, 'iu')
    return true
  } catch {
    return false
  }
}

/** Whether a group that is repeated (`*`, `+`, `{2,}`) holds an unbounded repetition: what backtracks without end. */
function repeatsRepetition(source: string): boolean {
  // Escapes and classes are one character each here, so that their signs do not count.
  const plain = source.replace(/\\./gsu, 'x').replace(/\[[^\]]*\]/g, 'x')
  const holds: boolean[] = []
  for (let at = 0; at < plain.length; at += 1) {
    const rest = plain.slice(at + 1)
    if (plain[at] === '(') holds.push(false)
    else if (plain[at] === ')') {
      const inner = holds.pop() ?? false
      if (inner && /^(?:[*+]|\{\d+,?\d*\})/.test(rest)) return true
      if (inner && holds.length > 0) holds[holds.length - 1] = true
    } else if (/^(?:[*+]|\{\d+,\d*\})/.test(plain.slice(at)) && holds.length > 0) holds[holds.length - 1] = true
    if (plain[at] === ')' && /^(?:[*+]|\{\d+,\})/.test(rest) && holds.length > 0) holds[holds.length - 1] = true
  }
  return false
}
