/**
 * What a Windows image file says of its images: XML in UTF-16LE, never packed, at the end of the file. Only the few elements that
 * are asked for are looked for, so that a parser of XML is not needed.
 */
import type { MediumFile } from '../../media/medium'
import type { Cpu } from '../../types'
import type { WimHeader } from './header'
import { readAt } from './read'

export interface WimImage {
  /** From 1. */
  readonly index: number
  /** `Windows 11 Pro`, `Microsoft Windows PE (x64)`; empty where it has none. */
  readonly name: string
  /** `Professional`, `WindowsPE`. */
  readonly edition: string
  readonly cpu: Cpu | undefined
  /** `10.0.26100.1742`; empty where it is no Windows. */
  readonly version: string
  /** 26100; 0 where it is no Windows. */
  readonly build: number
  /** `en-US` */
  readonly languages: readonly string[]
  /** `Client`, `Server`, `Server Core`, `WindowsPE`. */
  readonly installation: string
  /** Bytes of its files when they lie on a disk. */
  readonly size: number
}

/** Of the real ones with 11 editions: 20 KB. */
const MAX_XML_BYTES = 4 * 1024 * 1024
const MAX_IMAGES = 200
const MAX_TEXT = 200

// PROCESSOR_ARCHITECTURE_… of winnt.h
const CPUS: Readonly<Record<string, Cpu>> = { 0: 'x86', 5: 'arm32', 9: 'x64', 12: 'arm64' }

/** The images in order; none where there is no XML. @throws BootdropError from reading the medium */
export async function readWimImages(file: MediumFile, { xml }: WimHeader): Promise<readonly WimImage[]> {
  if (xml.packedBytes > MAX_XML_BYTES) return []
  const bytes = await readAt(file, xml.offset, xml.packedBytes)
  return imagesOf(Buffer.from(bytes).toString('utf16le'))
}

export function imagesOf(xml: string): readonly WimImage[] {
  const images: WimImage[] = []
  // Not one expression: without its end, each beginning would look through all of the rest.
  for (let at = xml.indexOf('<IMAGE '); at >= 0 && images.length < MAX_IMAGES; at = xml.indexOf('<IMAGE ', at)) {
    const end = xml.indexOf('</IMAGE>', at)
    if (end < 0) break
    const body = xml.slice(at, end)
    at = end
    const index = Number(/^<IMAGE INDEX="(\d{1,6})"/.exec(body)?.[1] ?? 0)
    if (index < 1) continue
    const version = element(body, 'VERSION')
    const numbers = ['MAJOR', 'MINOR', 'BUILD', 'SPBUILD'].map((name) => text(version, name))
    const known = numbers.slice(0, 3).every((number) => /^\d+$/.test(number))
    images.push({
      index,
      name: text(body, 'DISPLAYNAME') || text(body, 'NAME'),
      edition: text(body, 'EDITIONID') || text(body, 'FLAGS'),
      cpu: CPUS[text(body, 'ARCH')],
      version: known ? numbers.filter((number) => /^\d+$/.test(number)).join('.') : '',
      build: known ? Number(numbers[2]) : 0,
      languages: [...element(body, 'LANGUAGES').matchAll(/<LANGUAGE>([^<>]*)<\/LANGUAGE>/g)]
        .slice(0, 50)
        .map(([, language = '']) => plain(language)),
      installation: text(body, 'INSTALLATIONTYPE'),
      size: Number(/^\d{1,15}$/.exec(text(body, 'TOTALBYTES'))?.[0] ?? 0),
    })
  }
  return images.sort((a, b) => a.index - b.index)
}

function element(xml: string, name: string): string {
  const start = xml.indexOf(`<${name}>`)
  const end = xml.indexOf(`</${name}>`, start)
  return start < 0 || end < 0 ? '' : xml.slice(start + name.length + 2, end)
}

function text(xml: string, name: string): string {
  return plain(element(xml, name))
}

/** One line, without entities and control characters. */
function plain(raw: string): string {
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
  return raw
    .replace(/&(lt|gt|quot|apos|amp);/g, (_whole, name: string) => entities[name] ?? '')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT)
}
