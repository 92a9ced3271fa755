import { createHash } from 'node:crypto'
import type { Loaders } from '../boot/loaders'
import { BootdropError } from '../errors'
import type { Check, CheckItem, ClientArch } from '../types'
import { line } from './line'

/** What most machines are, and what each of them starts. */
const WANTED: readonly (readonly [arch: ClientArch, name: string])[] = [
  ['bios', 'BIOS'],
  ['uefi-x64', 'UEFI x64'],
  ['uefi-arm64', 'UEFI ARM64'],
]

/** Whether the boot loaders are here, and each is a build that is known to be good. */
export async function checkLoaders(load: () => Promise<Loaders>): Promise<Check> {
  let loaders: Loaders
  try {
    loaders = await load()
  } catch (error) {
    return refused(error)
  }
  const items = [
    ...loaders.all.map(own),
    ...loaders.user.map(({ path, version, sha256, bytes }) => ({
      name: path,
      version,
      sha256,
      bytes: bytes.length,
      origin: 'own folder',
    })),
  ]
  const missing = WANTED.filter(([arch]) => (loaders.names(arch, 'small') ?? loaders.names(arch, 'full')) === undefined)
  if (missing.length > 0) {
    const names = missing.map(([, name]) => name).join(', ')
    const text = `There is no boot loader for ${names}: such machines cannot boot. Run: npm run setup`
    return line('loaders', 'warning', 'some-missing', text, { facts: { names }, items, command: 'npm run setup' })
  }
  const count = loaders.all.length
  const text = `${count} boot loaders are here, and each is a build that Bootdrop knows (SHA-256).`
  return line('loaders', 'ok', 'all', text, { facts: { count }, items })
}

function own({ name, version, origin, bytes }: Loaders['all'][number]): CheckItem {
  return { name, version, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, origin }
}

function refused(error: unknown): Check {
  if (!(error instanceof BootdropError)) throw error
  const { message: text, code } = error
  const command = 'npm run setup'
  const file = String(error.details['file'] ?? '')
  if (code === 'loader-hash') return line('loaders', 'failed', 'changed', text, { facts: { file }, command })
  if (code === 'loader-missing') return line('loaders', 'failed', 'missing', text, { command })
  if (code === 'loaders-folder') return line('loaders', 'failed', 'folder', text, { facts: { why: text } })
  throw error
}
