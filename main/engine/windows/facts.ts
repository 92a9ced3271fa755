/** What the Windows images on a medium tell: which Windows, which processor, which editions, and where curl.exe can be had. */
import type { Medium, MediumFile } from '../media/medium'
import type { Survey } from '../recipes/survey'
import type { Cpu } from '../types'
import { readWimHeader } from './wim/header'
import type { WimHeader } from './wim/header'
import { findWimContent, findWimFile } from './wim/tree'
import type { WimFile } from './wim/tree'
import { readWimImages } from './wim/xml'
import type { WimImage } from './wim/xml'

export interface WimFacts {
  readonly path: string
  /** Bytes of the file. */
  readonly size: number
  readonly header: WimHeader
  readonly images: readonly WimImage[]
}

export const WIM_NAME = /\.(wim|esd|swm)$/i

/** Undefined where the file is not there, cannot be read or is no Windows image. */
export async function wimFacts(medium: Medium, path: string): Promise<WimFacts | undefined> {
  return withFile(medium, path, async (file) => {
    const header = await readWimHeader(file)
    if ('reason' in header) return undefined
    return { path, size: file.size, header, images: await readWimImages(file, header) }
  })
}

/** The image that starts: the one that the file itself names, else the first. */
export function bootImage({ header, images }: WimFacts): WimImage | undefined {
  return images.find(({ index }) => index === header.bootIndex) ?? images[0]
}

/** Those that Windows is installed from. */
export function editionsOf({ images }: WimFacts): readonly WimImage[] {
  return images.filter((image) => !isPe(image))
}

/** Processor of what a boot image starts; undefined where it does not tell. */
export function wimCpu(survey: Survey, path: string): Promise<Cpu | undefined> {
  return survey.once(`wim cpu ${path}`, async () => {
    const facts = await wimFacts(survey.medium, path)
    return facts && bootImage(facts)?.cpu
  })
}

/**
 * What a recipe's expressions see of a Windows image, in place of its first bytes: a line each. `kind` is `pe` for what starts by
 * itself and `install` for what is installed from; `product` is what the names of all its images begin with.
 */
export async function wimText(medium: Medium, path: string): Promise<string> {
  const facts = await wimFacts(medium, path)
  if (facts === undefined) return ''
  const editions = editionsOf(facts)
  const [first] = editions
  const image = first ?? bootImage(facts)
  return [
    `kind: ${first === undefined || facts.header.bootIndex > 0 ? 'pe' : 'install'}`,
    `packing: ${facts.header.packing}`,
    `product: ${productOf(editions.length > 0 ? editions : facts.images)}`,
    `version: ${image?.version ?? ''}`,
    `cpu: ${image?.cpu ?? ''}`,
    `language: ${image?.languages.join(' ') ?? ''}`,
    ...facts.images.map(({ index, name }) => `image ${index}: ${name}`),
    '',
  ].join('\n')
}

/** `Windows 11` for Windows 11 Home and Windows 11 Pro. */
export function productOf(images: readonly WimImage[]): string {
  const [first = [], ...others] = images.map(({ name }) => name.split(' '))
  const same = first.findIndex((word, at) => others.some((words) => words[at] !== word))
  return (same < 0 ? first : first.slice(0, same)).join(' ')
}

function isPe({ edition, installation, name }: WimImage): boolean {
  return (
    /^windowspe$/i.test(edition) ||
    /^windowspe$/i.test(installation) ||
    /^(Microsoft )?Windows (PE|Setup)\b/i.test(name)
  )
}

/** What is installed from: install.wim, install.esd, or the parts of install.swm in order. */
export interface InstallImage extends WimFacts {
  readonly parts: readonly { readonly path: string; readonly name: string; readonly size: number }[]
}

/**
 * @param folder of the boot image: `/sources`, `/x64/sources`
 * @throws BootdropError from listing the medium
 */
export async function installImage(medium: Medium, folder: string): Promise<InstallImage | undefined> {
  const there = await medium.stat(folder)
  if (there?.kind !== 'directory') return undefined
  const files = (await medium.list(there.path)).filter(({ kind }) => kind === 'file')
  const named = (pattern: RegExp) => files.filter(({ name }) => pattern.test(name))
  const [whole] = [...named(/^install\.wim$/i), ...named(/^install\.esd$/i)]
  const parts = whole ? [whole] : named(/^install\d*\.swm$/i).sort((a, b) => partOf(a.name) - partOf(b.name))
  const [first] = parts
  const facts = first && (await wimFacts(medium, first.path))
  return facts && { ...facts, parts: parts.map(({ path, name, size }) => ({ path, name, size })) }
}

/** `install.swm` is the first, `install2.swm` the second. */
function partOf(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 1)
}

/** Bytes of a program that is 0.5 MB in Windows 11. */
const MAX_PROGRAM_BYTES = 32 * 1024 * 1024

/** Windows has a curl.exe since 10.0.17134 (1803), Windows PE has none of its own (docs/windows.md). */
const CURL = '/Windows/System32/curl.exe'

/**
 * The medium's own curl.exe: out of the image that starts, where somebody put one there, else out of the one that is installed.
 * @returns the reason in words where there is none that can be read
 */
export async function curlOf(
  medium: Medium,
  boot: WimFacts | undefined,
  install: InstallImage | undefined,
): Promise<Uint8Array | { readonly reason: string }> {
  let reason = 'it is in none of the images of this medium'
  const cpu = boot && bootImage(boot)?.cpu
  const candidates: (readonly [WimFacts | undefined, WimImage | undefined])[] = [
    [boot, boot && bootImage(boot)],
    [install, install && editionsOf(install).find((image) => cpu === undefined || image.cpu === cpu)],
  ]
  for (const [facts, image] of candidates) {
    if (facts === undefined || image === undefined) continue
    const found = await withFile(medium, facts.path, async (file) => {
      const program = await findWimFile(file, facts.header, image.index, CURL)
      if (program === undefined || 'size' in program) return program && smallContent(program)
      if (program.elsewhere === undefined || install === undefined) return program
      return (await inAnotherPart(medium, install, program.elsewhere)) ?? program
    })
    if (found instanceof Uint8Array) return found
    if (found !== undefined) reason = `${facts.path} cannot be opened for it: ${found.reason}`
  }
  return { reason }
}

async function smallContent(program: WimFile): Promise<Uint8Array | undefined> {
  return program.size > MAX_PROGRAM_BYTES ? undefined : program.read()
}

async function inAnotherPart(medium: Medium, { parts }: InstallImage, sha1: string): Promise<Uint8Array | undefined> {
  for (const { path } of parts.slice(1)) {
    const found = await withFile(medium, path, async (file) => {
      const header = await readWimHeader(file)
      const program = 'reason' in header ? undefined : await findWimContent(file, header, sha1)
      return program === undefined || 'reason' in program ? undefined : smallContent(program)
    })
    if (found !== undefined) return found
  }
  return undefined
}

async function withFile<T>(
  medium: Medium,
  path: string,
  use: (file: MediumFile) => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    const file = await medium.open(path)
    try {
      return await use(file)
    } finally {
      await file.close()
    }
  } catch {
    // Not there, cut short or damaged: the medium's own notices say so, and the caller does without.
    return undefined
  }
}
