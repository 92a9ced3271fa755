import { existsSync, watch } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** An editor writes a file in several steps. */
const SETTLE_MS = 200
/** A folder that is not there cannot be watched; whether it is there is asked this often. */
const LOOK_AGAIN_MS = 2000

const README = `Your own recipes for Bootdrop
=============================

Each file in this folder whose name ends in .yaml is a recipe: it says by what a medium is recognised, and how it boots.
A recipe with the id of one of Bootdrop's own takes its place.

To begin: copy example.yaml.example to a name such as rescue.yaml, and change it. Bootdrop looks at your media again as soon as
you save it. What is wrong in it is told in the window, with the line.

Every key is explained in docs/recipes.md, which comes with Bootdrop's sources.
`

export const EXAMPLE = `# A recipe for a rescue medium that fetches its system from the address in rescue_url=.
# Copy this file to a name that ends in .yaml, and change it.
id: my-rescue
title: Rescue system
family: rescue
name: Rescue system

# By what the medium is recognised. All conditions of a rule must hold; the best rule counts.
match:
  - file: /RESCUE-VERSION
    text: '^(?<name>Rescue) (?<version>[\\d.]+)'
    exists: [/rescue/root.squashfs]
    score: 90
    why: It has the version file of the rescue system.

# Names for files of the medium, to be used below.
files:
  squashfs: [/rescue/root.squashfs]

# What a machine loads. \${base} is the address of the medium's files, \${bootif} names the card that it boots from.
boot:
  - firmware: any
    kernel: ['/boot/rescue/linux*']
    initrd: [[initrd.img, initrd.gz]]
    args: rescue_url=\${base}\${squashfs} \${bootif}

entries:
  - id: text
    title: Text console
  - id: desktop
    title: Desktop
    args: startx

minRamMiB: squashfs + 2*initrd + 300
secureBoot: no
notes: The whole system is loaded into memory.
`

/** Makes the folder of the user's own recipes, with what explains it. Files that are there stay as they are. */
export async function prepareRecipesFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeOnce(join(folder, 'README.txt'), README)
  await writeOnce(join(folder, 'example.yaml.example'), EXAMPLE)
}

async function writeOnce(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (error) {
    if (!existsSync(path)) throw error
  }
}

/**
 * Calls `onChange` a moment after something in the folder changed. It need not be there, may appear and vanish.
 * @returns what ends it
 */
export function watchFolder(folder: string, onChange: () => void): () => void {
  let watcher: ReturnType<typeof watch> | undefined
  let settling: NodeJS.Timeout | undefined
  const changed = (): void => {
    clearTimeout(settling)
    settling = setTimeout(onChange, SETTLE_MS)
  }
  const forget = (): void => {
    watcher?.close()
    watcher = undefined
  }
  const look = (): void => {
    // A watched folder that was deleted stays silent for ever, also when there is a new one.
    const there = existsSync(folder)
    if (there === (watcher !== undefined)) return
    if (!there) forget()
    else {
      try {
        watcher = watch(folder, { persistent: false }, () => {
          changed()
          look()
        })
        watcher.on('error', forget)
      } catch {
        // The system has no watch left, or it may not be read: the next look may have more luck.
        return
      }
    }
    changed()
  }
  if (existsSync(folder)) {
    look()
    // What was there before is no change.
    clearTimeout(settling)
  }
  const looking = setInterval(look, LOOK_AGAIN_MS)
  looking.unref()
  return () => {
    clearInterval(looking)
    clearTimeout(settling)
    forget()
  }
}
