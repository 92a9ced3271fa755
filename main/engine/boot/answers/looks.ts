/** What an answer file looks like, by what each format cannot do without. */
import type { Recipe } from '../../recipes/schema'

export type AnswerFormat = NonNullable<Recipe['answer']>['format']

/** With an article, to follow "looks like". */
export const FORMAT_IN_WORDS: Readonly<Record<AnswerFormat, string>> = {
  preseed: 'a preseed file (Debian)',
  kickstart: 'a kickstart file (Fedora, Red Hat)',
  autoinstall: 'autoinstall user-data (Ubuntu)',
  autoyast: 'an AutoYaST profile (SUSE)',
  agama: 'an Agama profile (SUSE)',
  unattend: 'an unattend file (Windows)',
  xenserver: 'a XenServer answer file',
  proxmox: 'a Proxmox answer file',
  esxi: 'an ESXi kickstart file',
  ignition: 'an Ignition file (CoreOS)',
  script: 'a script',
  other: 'an answer file',
}

/** debconf-set-selections(1): owner, question, type, value. */
const PRESEED =
  /^[ \t]*[\w.-]+[ \t]+[\w.-]+\/[\w./-]+[ \t]+(string|boolean|select|multiselect|password|note|text|error|seen)\b/m
/** Commands that no kickstart file goes without, and that mean nothing elsewhere. */
const KICKSTART =
  /^[ \t]*(?:%(?:packages|post|pre|addon|end)\b|(?:clearpart|autopart|rootpw|zerombr|part|volgroup|logvol|repo|url|nfs|harddrive|cdrom|ostreesetup|ostreecontainer)\b(?:[ \t]+--?\w|[ \t]*$))/m
const ESXI =
  /^[ \t]*(?:vmaccepteula|accepteula|(?:install|upgrade|installorupgrade)[ \t]+--(?:firstdisk|disk|overwritevmfs|novmfsondisk))\b/m
const PROXMOX = /^[ \t]*\[(?:global|disk-setup|disk_setup)\][ \t]*(?:#.*)?$/m
const AGAMA_KEYS = [
  'product',
  'bootloader',
  'storage',
  'legacyAutoyastStorage',
  'localization',
  'software',
  'root',
  'user',
]
const XML_ROOTS: Readonly<Record<string, AnswerFormat>> = {
  profile: 'autoyast',
  unattend: 'unattend',
  installation: 'xenserver',
  restore: 'xenserver',
}

/** Characters that are looked at: what a file is, its beginning tells. */
const LOOKED_AT = 64 * 1024

/** The format that `text` is of; undefined where it could be anything. */
export function looksLike(whole: string): AnswerFormat | undefined {
  const text = whole.slice(0, LOOKED_AT)
  const root = xmlRoot(text)
  if (root !== undefined) return XML_ROOTS[root]
  if (text.startsWith('#!')) return 'script'
  if (/^#cloud-config\b/.test(text) || /^autoinstall:/m.test(text)) return 'autoinstall'
  const start = text.replace(/^(?:\s|\/\/.*|#.*)+/, '')
  if (start.startsWith('{') || /^(?:local|import)\s/.test(start)) return ofJson(text)
  if (PROXMOX.test(text)) return 'proxmox'
  if (PRESEED.test(text)) return 'preseed'
  if (ESXI.test(text)) return 'esxi'
  return KICKSTART.test(text) ? 'kickstart' : undefined
}

/** Name of the first element, without its namespace; undefined where it is no XML. */
export function xmlRoot(text: string): string | undefined {
  const bare = withoutXmlComments(text.slice(0, LOOKED_AT))
    .replace(/<\?[^>]*>|<![A-Z][^>]*>/g, '')
    .trimStart()
  return /^<(?:[\w-]+:)?([\w-]+)/.exec(bare)?.[1]
}

/** A comment without an end stays. In one go: an expression would look for the end of each beginning anew. */
export function withoutXmlComments(text: string): string {
  let bare = ''
  let at = 0
  for (;;) {
    const start = text.indexOf('<!--', at)
    const end = start < 0 ? -1 : text.indexOf('-->', start)
    if (end < 0) return bare + text.slice(at)
    bare += text.slice(at, start)
    at = end + '-->'.length
  }
}

/** JSON and jsonnet, in which keys need no quotes. */
function ofJson(text: string): AnswerFormat | undefined {
  const has = (key: string): boolean => new RegExp(`["']?\\b${key}\\b["']?\\s*:`).test(text)
  if (has('ignition')) return 'ignition'
  return AGAMA_KEYS.some(has) ? 'agama' : undefined
}
