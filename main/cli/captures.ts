import { mkdir, mkdtemp, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Engine } from '../engine/engine'
import { BootdropError, messageOf, systemCode } from '../engine/errors'
import { whyNoPath } from './complaints'
import type { Output } from './output'

/** Files in one folder at most: whoever invents MACs shall not fill a disk. */
const MAX_FILES = 1_000

/**
 * Makes sure, before anything is served, that captures can be written to `folder`; it is made where it is not there.
 * @throws BootdropError `usage`
 */
export async function prepareCaptures(folder: string): Promise<void> {
  try {
    await makeFolder(folder)
    // Permissions do not tell everything (disks that are full or read-only): only a try does.
    await rmdir(await mkdtemp(join(folder, '.bootdrop-')))
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'cannot be made there' : whyNoPath(error)
    const text = `--pcap ${folder} ${why ?? `cannot be used: ${messageOf(error)}`}. Give a folder that can be written.`
    throw new BootdropError('usage', text, { folder }, error)
  }
}

/**
 * Writes what was said with each machine as `<folder>/<mac>.pcapng`. A disk that is full is told, and is no reason to end with
 * an error: the machines have booted.
 */
export async function saveCaptures(
  engine: Pick<Engine, 'state' | 'capture'>,
  folder: string,
  output: Output,
): Promise<void> {
  try {
    await makeFolder(folder)
    let files = 0
    for (const { id } of engine.state().clients.slice(0, MAX_FILES)) {
      const bytes = engine.capture(id)
      if (bytes === undefined) continue
      // Colons are no part of a file name on Windows.
      await writeFile(join(folder, `${id.replaceAll(/[^\w.-]/g, '-')}.pcapng`), bytes)
      files += 1
    }
    output.say(`Network captures of ${files} ${files === 1 ? 'machine' : 'machines'} are in ${folder}.`)
  } catch (error) {
    const text = `The network captures could not be written: ${messageOf(error)}.`
    output.event('notice', { level: 'warning', code: 'capture-not-written', text })
    output.say(`warning: ${text}`)
  }
}

/**
 * Makes a folder and those above it. Node's own `recursive` goes round for ever where a system answers ENOENT although the folder
 * above is there, as Linux does below /proc.
 */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    if (systemCode(error) === 'EEXIST' && (await stat(folder)).isDirectory()) return
    const above = dirname(folder)
    if (systemCode(error) !== 'ENOENT' || above === folder || (await isThere(above))) throw error
    await makeFolder(above)
    await mkdir(folder)
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
