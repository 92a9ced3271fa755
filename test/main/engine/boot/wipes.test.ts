import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { erasesDisk, erasesSomewhere, erasesUnasked, saysItErases } from '../../../../main/engine/boot/answers/wipes'
import { loadShelf } from '../../../../main/engine/recipes/load'
import type { Recipe } from '../../../../main/engine/recipes/schema'

const ASSETS = fileURLToPath(new URL('../../../../assets', import.meta.url))
type Takes = NonNullable<Recipe['answer']>

function erases(format: Takes['format'], text: string, installs = true): boolean {
  const takes = { title: 'File', format, name: 'x', installs: false } as Takes
  return erasesDisk(text, takes, installs)
}

describe('an answer file that empties a disk', () => {
  it.each([
    ['preseed', 'd-i partman/confirm boolean true\n'],
    ['preseed', 'd-i\tpartman-lvm/confirm_nooverwrite\tboolean\ttrue\n'],
    ['preseed', 'd-i preseed/include string more.cfg\n'],
    ['kickstart', 'text\nclearpart --all --initlabel\n'],
    ['kickstart', 'zerombr\n'],
    ['kickstart', '%include /tmp/disk.ks\n'],
    ['autoinstall', '#cloud-config\nautoinstall:\n  version: 1\n'],
    ['autoinstall', 'autoinstall:\n  interactive-sections: [identity]\n'],
    ['autoinstall', 'autoinstall:\n  #interactive-sections: [storage]\n'],
    ['autoyast', '<profile><general><mode><confirm config:type="boolean">false</confirm></mode></general></profile>'],
    ['autoyast', '<profile><!-- <confirm>true</confirm> --></profile>'],
    ['agama', '{ "product": { "id": "Leap" } }'],
    ['xenserver', '<installation><primary-disk>sda</primary-disk></installation>'],
    ['proxmox', '[disk-setup]\ndisk_list = ["sda"]\n'],
    ['esxi', 'vmaccepteula\ninstall --firstdisk --overwritevmfs\n'],
    [
      'unattend',
      '<unattend><DiskConfiguration><Disk><WillWipeDisk>true</WillWipeDisk></Disk></DiskConfiguration></unattend>',
    ],
    ['ignition', '{"ignition":{"version":"3.3.0"},"storage":{"disks":[{"device":"/dev/sda","wipeTable":true}]}}'],
    ['script', '#!/bin/sh\necho hello\n'],
    ['other', 'something\n'],
  ] as const)('%s: %j', (format, text) => {
    expect(erases(format, text)).toBe(true)
  })

  it('is one that says so of itself, whatever reads it', () => {
    expect(erases('other', '# ERASES THE FIRST DISK of every machine\n', false)).toBe(true)
    expect(erases('ignition', '// ERASES NOTHING by itself\n{ "ignition": {} }', false)).toBe(false)
  })
})

describe('an answer file that leaves the disk to the user', () => {
  it.each([
    ['preseed', 'd-i debian-installer/locale string de_DE\n# d-i partman/confirm boolean true\n'],
    ['preseed', 'd-i partman/confirm boolean false\n'],
    ['kickstart', 'lang de_DE\n#clearpart --all\nclearpart --none\n'],
    ['autoinstall', 'autoinstall:\n  interactive-sections: [network, storage]\n'],
    ['autoinstall', 'autoinstall:\n  interactive-sections:\n    - identity\n    - storage\n'],
    ['autoinstall', 'autoinstall:\n  interactive-sections: ["*"]\n'],
    ['autoyast', '<profile><general><mode><confirm config:type="boolean">true</confirm></mode></general></profile>'],
    ['unattend', '<unattend><!-- <DiskConfiguration/> --><UserData/></unattend>'],
  ] as const)('%s: %j', (format, text) => {
    expect(erases(format, text)).toBe(false)
  })

  it('may be a script of a system that installs nothing', () => {
    expect(erases('script', '#!/bin/sh\necho hello\n', false)).toBe(false)
    expect(erases('script', '#!/bin/sh\nwipefs -a /dev/sda\n', false)).toBe(true)
  })
})

it('every example whose head says that it erases something is told, also as the file of a rule', async () => {
  const { recipes } = await loadShelf(`${ASSETS}/recipes`, undefined, new Map())
  const files = await readdir(`${ASSETS}/answers`)
  let judged = 0
  for (const recipe of recipes) {
    for (const { id, title } of recipe.answer?.examples ?? []) {
      expect(files).toContain(id)
      const text = await readFile(`${ASSETS}/answers/${id}`, 'utf8')
      const says = !/ERASES NOTHING/.test(text)
      if (recipe.answer) expect([id, erasesDisk(text, recipe.answer, recipe.installs)]).toEqual([id, says])
      if (says) expect([id, erasesSomewhere(text)]).toEqual([id, true])
      if (/whole.disk|first.disk/.test(id)) expect([id, saysItErases({ id, title })]).toEqual([id, true])
      judged++
    }
  }
  expect(judged).toBeGreaterThan(10)
})

it.each([
  ['DESTROYS ALL DATA: erase every disk of the machine at once, without asking', true],
  ['Erase this disk of the machine WITHOUT ASKING, by its number', true],
  ['Wipe the system disk first', true],
  ['Without questions (a restore overwrites the disk at once)', true],
  ['Choose at the machine which disks to erase', false],
  ['Text installer', false],
])('the title %j', (title, erases) => {
  expect(erasesUnasked(title)).toBe(erases)
})
