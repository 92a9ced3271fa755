import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runOrFail } from './run.mjs'
import { sevenZip } from './seven-zip.mjs'

/** Archives are unpacked by 7-Zip, which is the same program on every system. Only for archives from origins that we name. */

/** The files of a Debian package: an ar archive that holds a compressed tar. @param {string} deb @param {string} target */
export async function unpackDeb(deb, target) {
  await unpackLayers(deb, target)
}

/** A .zip, or a .tar.gz and the like. @param {string} archive @param {string} target */
export async function unpackArchive(archive, target) {
  if (archive.endsWith('.zip')) await extract(archive, target)
  else await unpackLayers(archive, target)
}

/**
 * 7-Zip takes off one layer at a time: the outer one gives a single tar.
 * @param {string} archive @param {string} target
 */
async function unpackLayers(archive, target) {
  const between = await mkdtemp(`${archive}-`)
  try {
    await extract(archive, between)
    const inner = (await readdir(between)).find((name) => /\.tar$/.test(name))
    if (inner === undefined) throw new Error(`${archive} holds no tar archive`)
    await extract(join(between, inner), target)
  } finally {
    await rm(between, { recursive: true, force: true })
  }
}

/** @param {string} archive @param {string} target */
async function extract(archive, target) {
  await mkdir(target, { recursive: true })
  await runOrFail(sevenZip(), ['x', '-y', `-o${target}`, archive], `${archive} could not be unpacked.`)
}
