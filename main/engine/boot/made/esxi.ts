/**
 * boot.cfg of ESXi for one machine. mboot reads `key=value` lines (esx-boot, mboot/config.c). Started by iPXE it does not know its own folder, so
 * `prefix=` names the medium's tree; a name that begins with `/` would go past the prefix.
 */
import { readHead } from '../../recipes/kernel'
import { scriptValues } from '../file-urls'
import type { MadeFor } from './made'

/** The medium's own ones, that for UEFI first. */
const TEMPLATES = ['/efi/boot/boot.cfg', '/boot.cfg']
/** Far longer than the one with the most modules. */
const MAX_TEMPLATE_BYTES = 64 * 1024
/** What is for a CD, or said anew. */
const DROPPED_WORDS = /^(cdromBoot$|ks=)/i

/** The medium's own boot.cfg for the machine; undefined where the medium has none with a kernel. */
export async function esxiConfig({ medium, urls, mac, answer }: MadeFor): Promise<string | undefined> {
  for (const path of TEMPLATES) {
    const text = Buffer.from(await readHead(medium, path, MAX_TEMPLATE_BYTES)).toString('latin1')
    if (!/^kernel=/m.test(text)) continue
    return rewritten(text, urls.base, answer === undefined ? '' : scriptValues(urls, mac, '', answer).answer)
  }
  return undefined
}

function rewritten(template: string, prefix: string, kickstart: string): string {
  const lines = template
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !/^(prefix|kernelopt)=/.test(line))
    .map((line) => {
      const [, key = '', value = ''] = /^(kernel|modules|crypto|acpitables)=(.*)$/.exec(line) ?? []
      return key === '' ? line : `${key}=${value.split('---').map(withoutSlash).join(' --- ')}`
    })
  const [, own = ''] = /^kernelopt=(.*)$/m.exec(template) ?? []
  const words = own.split(/\s+/).filter((word) => word !== '' && !DROPPED_WORDS.test(word))
  if (kickstart !== '') words.push(`ks=${kickstart}`)
  return `${[...lines, `prefix=${prefix}`, `kernelopt=${words.join(' ')}`].join('\n')}\n`
}

/** `/b.b00`, which may have words behind it. */
function withoutSlash(item: string): string {
  return item.trim().replace(/^\/+/, '')
}
