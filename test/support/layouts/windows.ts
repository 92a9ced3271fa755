/**
 * Trees in the published layout of Windows media, with images that wimlib made: everything but the system itself. The facts in
 * their XML are those of Windows 11 24H2 and Windows Server 2022.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { patterned } from '../isoTree'
import { run } from '../tools'

export interface ImageFacts {
  readonly name: string
  readonly edition?: string
  readonly installation?: string
  /** Of winnt.h: 0 x86, 9 x64, 12 arm64. */
  readonly arch?: number
  readonly build?: number
  readonly languages?: readonly string[]
}

export interface WimOptions {
  readonly compress?: 'none' | 'xpress' | 'lzx'
  /** As .esd files are. */
  readonly solid?: boolean
  /** From 1. */
  readonly boot?: number
  /** Paths within each image: `Windows/System32/curl.exe`. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>
}

export async function writeTree(folder: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

/** What wimlib packs; `scratch` is a folder for its source. */
export async function makeWim(
  path: string,
  scratch: string,
  images: readonly ImageFacts[],
  { compress = 'lzx', solid = false, boot, files = {} }: WimOptions = {},
): Promise<string> {
  const source = join(scratch, `source-${Buffer.from(path).toString('hex').slice(-40)}`)
  await writeTree(source, { 'Windows/win.ini': '; for 16-bit app support\r\n', ...files })
  await mkdir(dirname(path), { recursive: true })
  for (const [at, image] of images.entries()) {
    run('wimlib-imagex', [
      ...(at === 0 ? ['capture'] : ['append']),
      source,
      path,
      image.name,
      ...(at === 0 ? [solid ? '--solid' : `--compress=${compress}`] : []),
      ...(boot === at + 1 ? ['--boot'] : []),
      ...propertiesOf(image).flatMap((property) => ['--image-property', property]),
    ])
  }
  return path
}

function propertiesOf({
  name,
  edition,
  installation,
  arch = 9,
  build = 26100,
  languages = ['en-US'],
}: ImageFacts): string[] {
  return [
    `DISPLAYNAME=${name}`,
    `WINDOWS/ARCH=${arch}`,
    ...(edition === undefined ? [] : [`WINDOWS/EDITIONID=${edition}`]),
    ...(installation === undefined ? [] : [`WINDOWS/INSTALLATIONTYPE=${installation}`]),
    ...languages.map((language, at) => `WINDOWS/LANGUAGES/LANGUAGE[${at + 1}]=${language}`),
    'WINDOWS/VERSION/MAJOR=10',
    'WINDOWS/VERSION/MINOR=0',
    `WINDOWS/VERSION/BUILD=${build}`,
    'WINDOWS/VERSION/SPBUILD=1742',
  ]
}

/** The two images of every boot.wim of Setup. */
export function setupImages(arch = 9): readonly ImageFacts[] {
  const name = arch === 9 ? 'amd64' : arch === 12 ? 'arm64' : 'x86'
  return [
    { name: `Microsoft Windows PE (${name})`, edition: 'WindowsPE', installation: 'WindowsPE', arch },
    { name: `Microsoft Windows Setup (${name})`, edition: 'WindowsPE', installation: 'WindowsPE', arch },
  ]
}

export const CLIENT: readonly ImageFacts[] = [
  { name: 'Windows 11 Home', edition: 'Core', installation: 'Client' },
  { name: 'Windows 11 Pro', edition: 'Professional', installation: 'Client' },
  { name: 'Windows 11 Education & Research 100%', edition: 'Education', installation: 'Client' },
]

export const SERVER: readonly ImageFacts[] = [
  { name: 'Windows Server 2022 Standard', edition: 'ServerStandardCore', installation: 'Server Core', build: 20348 },
  {
    name: 'Windows Server 2022 Standard (Desktop Experience)',
    edition: 'ServerStandard',
    installation: 'Server',
    build: 20348,
  },
]

/** Stands for Windows' curl.exe. */
export const CURL_BYTES = patterned(300_000, 41)

const LOADERS: Readonly<Record<string, Uint8Array | string>> = {
  bootmgr: patterned(40_000, 1),
  'bootmgr.efi': patterned(50_000, 2),
  'boot/bcd': patterned(16_384, 3),
  'boot/boot.sdi': patterned(30_000, 4),
  'efi/boot/bootx64.efi': patterned(50_000, 5),
  'efi/microsoft/boot/bcd': patterned(16_384, 6),
  'setup.exe': patterned(10_000, 7),
}

export interface SetupMedia {
  readonly images?: readonly ImageFacts[]
  readonly install?: 'wim' | 'esd' | 'swm'
  /** Below this instead of the root: media for two processors. */
  readonly arch?: 'x64' | 'x86'
}

/** A tree of Windows Setup. Returns `folder`. */
export async function setupTree(folder: string, scratch: string, media: SetupMedia = {}): Promise<string> {
  const { images = CLIENT, install = 'wim', arch } = media
  const sources = arch === undefined ? 'sources' : `${arch}/sources`
  await writeTree(folder, LOADERS)
  await makeWim(join(folder, sources, 'boot.wim'), scratch, setupImages(arch === 'x86' ? 0 : 9), { boot: 2 })
  const files = { 'Windows/System32/curl.exe': CURL_BYTES, 'Windows/System32/other.exe': patterned(90_000, 9) }
  const of = images.map((image) => (arch === 'x86' ? { ...image, arch: 0 } : image))
  const path = join(folder, sources, `install.${install === 'esd' ? 'esd' : 'wim'}`)
  await makeWim(path, scratch, of, { files, solid: install === 'esd' })
  if (install === 'swm') {
    run('wimlib-imagex', ['split', path, join(folder, sources, 'install.swm'), '0.1'])
    run('rm', [path])
  }
  return folder
}

/** A Windows PE of its own: Hiren's, and those of makers. Returns `folder`. */
export async function peTree(folder: string, scratch: string, name = 'Microsoft Windows PE (amd64)'): Promise<string> {
  await writeTree(folder, LOADERS)
  await makeWim(
    join(folder, 'sources/boot.wim'),
    scratch,
    [{ name, edition: 'WindowsPE', installation: 'WindowsPE' }],
    {
      boot: 1,
    },
  )
  return folder
}
