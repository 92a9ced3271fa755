import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mediumUrls } from '../../../../main/engine/boot/file-urls'
import { firstScript } from '../../../../main/engine/boot/first-script'
import { screenText } from '../../../../main/engine/boot/ipxe-lines'
import { installedScript, localDiskScript } from '../../../../main/engine/boot/local-disk'
import { menuScript } from '../../../../main/engine/boot/menu'
import { bootScript, refusalScript } from '../../../../main/engine/boot/script'
import type { BootScript } from '../../../../main/engine/boot/script'
import { testOffer } from './offer'
import { anyText, testPlan, URL_BASE } from './parts'

const URLS = mediumUrls(URL_BASE, 'abcdef012345', 'debian.iso', 'debian-installer')
const MAC = '52:54:00:12:34:56'

/** Scripts as machines get them, kept to be read by people. `npx vitest -u` writes them anew. */
function golden(name: string): string {
  return fileURLToPath(new URL(`golden/${name}.ipxe`, import.meta.url))
}

function script(changes: Partial<BootScript> = {}): string {
  return bootScript({ plan: testPlan(), urls: URLS, append: '', mac: MAC, ...changes })
}

describe('the scripts are word for word', () => {
  test('the first one', async () => {
    await expect(firstScript(URL_BASE)).toMatchFileSnapshot(golden('first'))
  })

  test('Debian installer on UEFI', async () => {
    await expect(script({ append: 'console=ttyS0' })).toMatchFileSnapshot(golden('debian-uefi'))
  })

  test('Debian installer on BIOS, with the question to the processor', async () => {
    await expect(script({ plan: testPlan({ firmware: 'bios' }) })).toMatchFileSnapshot(golden('debian-bios'))
  })

  test('Memtest86+ on BIOS, without an initrd', async () => {
    const memtest = { recipeId: 'memtest86plus', title: 'Memtest86+', firmware: 'bios', cpu: 'x86' } as const
    const plan = testPlan({ ...memtest, kernel: '/memtest86+ia32.bin', initrds: [], args: '' })
    await expect(script({ plan })).toMatchFileSnapshot(golden('memtest-bios'))
  })

  test('a live system with two initrds and a URL of its own', async () => {
    const plan = testPlan({
      recipeId: 'debian-live',
      title: 'Clonezilla 3',
      kernel: '/live/vm linuz',
      initrds: ['/live/ucode.img', '/live/initrd.img'],
      args: 'boot=live fetch=${base}/live/filesystem.squashfs iso=${iso}',
    })
    await expect(script({ plan })).toMatchFileSnapshot(golden('live-uefi'))
  })

  test('too little memory', async () => {
    await expect(script({ warning: 'It needs 762 MiB; this machine has 512 MiB.' })).toMatchFileSnapshot(
      golden('warning'),
    )
  })

  test('nothing for this machine', async () => {
    const reasons = ['There is no kernel for a 64-bit ARM machine.']
    await expect(refusalScript(reasons, MAC)).toMatchFileSnapshot(golden('refusal'))
  })

  test('nothing of several media for this machine', async () => {
    const reasons = ['Debian 12 does not start on ARM.', 'Clonezilla 3 needs 2000 MiB; this machine has 512 MiB.']
    await expect(refusalScript(reasons, MAC)).toMatchFileSnapshot(golden('refusal-of-several'))
  })

  test('the shim of the medium, between the initrd and the start', async () => {
    await expect(script({ shim: '/EFI/BOOT/BOOTX64.EFI' })).toMatchFileSnapshot(golden('debian-shim'))
  })

  test('a menu of several media', async () => {
    await expect(aMenu()).toMatchFileSnapshot(golden('menu'))
  })

  test('the local disk', async () => {
    await expect(localDiskScript(MAC)).toMatchFileSnapshot(golden('local-disk'))
  })

  test('just installed', async () => {
    await expect(justInstalled()).toMatchFileSnapshot(golden('installed'))
  })
})

function aMenu(timeoutS = 10): string {
  const offers = [
    testOffer({ title: 'Debian installer 12', query: 'medium=abcdef012345&recipe=debian-installer' }),
    testOffer({ title: 'Clonezilla 3', query: 'medium=999999999999&recipe=debian-live&entry=to-ram' }),
  ]
  return menuScript({ urlBase: URL_BASE, offers, byItself: 'first', timeoutS, mac: MAC })
}

function justInstalled(minutes = 12): string {
  return installedScript(URL_BASE, { title: 'Debian installer 12', at: 1_000_000 }, 1_000_000 + minutes * 60_000, MAC)
}

describe('a script', () => {
  const everyScript = () => [
    firstScript(URL_BASE),
    script(),
    script({ warning: 'x' }),
    script({ plan: testPlan({ firmware: 'bios' }) }),
    refusalScript(['x'], undefined),
    refusalScript(['x', 'y'], MAC),
    aMenu(),
    localDiskScript(undefined),
    justInstalled(),
  ]

  test('has a label for every goto', () => {
    for (const text of everyScript()) {
      const labels = new Set([...text.matchAll(/^:(\w+)$/gm)].map((match) => match[1]))
      for (const [, label] of text.matchAll(/goto (\w+)/g)) expect(labels).toContain(label)
      for (const [, label] of text.matchAll(/^item (?:--key \w )?(\w+)/gm)) expect(labels).toContain(label)
      for (const [, label] of text.matchAll(/^choose --default (\w+)/gm)) expect(labels).toContain(label)
      for (const [, label] of text.matchAll(/^set otherwise (\w+)/gm)) expect(labels).toContain(label)
    }
  })

  test('has each label once', () => {
    for (const text of everyScript()) {
      const labels = [...text.matchAll(/^:(\w+)$/gm)].map((match) => match[1])
      expect(labels).toEqual([...new Set(labels)])
    }
  })

  test('that gives back to the firmware ends with an error on UEFI, which alone makes it go on, and tells its caller', () => {
    for (const text of everyScript()) {
      expect(text).toContain(':leave\nset leaving yes\niseq ${platform} efi || exit 0\nexit 1\n')
      expect(text.match(/^exit|exit 0$/gm)).toHaveLength(2)
    }
  })

  test('fills in nothing on the line of a chain that the chained script sets', () => {
    for (const text of everyScript()) {
      for (const [line] of text.matchAll(/^chain .*/gm)) expect(line).not.toContain('${leaving}')
    }
  })

  test('begins with the line that makes iPXE take it for one', () => {
    for (const text of everyScript()) expect(text.startsWith('#!ipxe\n')).toBe(true)
  })

  test('names servers by address only', () => {
    for (const text of everyScript()) {
      for (const [url] of text.matchAll(/http:\/\/[^/ ]+/g)) expect(url).toBe(URL_BASE)
    }
  })

  test('has no more lines for a hostile title, reason or file name', () => {
    const nasty = fc.oneof(
      anyText(),
      fc
        .array(fc.constantFrom('\n', '\r', '${x}', '$', '||', '&&', ';', '#', ' ', '-', ' shell ', '\u2028', 'a'))
        .map((all) => all.join('')),
    )
    fc.assert(
      fc.property(nasty, (text) => {
        const plan = testPlan({ title: text, kernel: `/${text}`, initrds: [`/${text}`] })
        const built = script({ plan, warning: text })
        expect(built.split(/[\n\r\u2028]/)).toHaveLength(script({ warning: 'x' }).split('\n').length)
        const loads = built.split('\n').filter((line) => /^(kernel|initrd) /.test(line))
        for (const line of loads) expect(line.match(/\|\|/g)).toHaveLength(1)
        for (const line of built.split('\n').slice(2))
          expect(line).not.toMatch(/ #| (&&|;)( |$)|^(set why|item --gap) -/)
        expect([...built.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1])).toEqual(
          [...script({ warning: 'x' }).matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1]),
        )
      }),
    )
  })
})

describe('a menu', () => {
  test('that waits for a key has no timeout', () => {
    expect(aMenu(0)).not.toContain('--timeout 0')
    expect(aMenu(0)).toContain('choose --default medium0 medium_menu ')
  })

  test('has no more lines, and no other script, for hostile titles', () => {
    fc.assert(
      fc.property(anyText(), (title) => {
        const rest = { urlBase: URL_BASE, byItself: 'first', timeoutS: 1, mac: MAC } as const
        const plain = menuScript({ ...rest, offers: [testOffer({ title: 'x' })] })
        for (const offer of [testOffer({ title }), testOffer({ entryTitle: title })]) {
          const text = menuScript({ ...rest, offers: [offer] })
          expect(text.split(/[\n\r\u2028]/)).toHaveLength(plain.split('\n').length)
        }
      }),
    )
  })

  test('tells media of the same name apart by their files', () => {
    const offers = [testOffer(), testOffer()]
    const text = menuScript({ urlBase: URL_BASE, offers, byItself: 'first', timeoutS: 1, mac: MAC })
    expect(text).toContain('item --key 1 medium0 Debian installer 12 (test.iso)')
  })
})

test.each([
  [-5, 'just now'],
  [0.9, 'just now'],
  [1, '1 min ago'],
  [59.9, '59 min ago'],
  [60, '1 h ago'],
  [47.5 * 60, '47 h ago'],
  [72 * 60, '3 days ago'],
])('a machine that was installed %d minutes before is told %s', (minutes, ago) => {
  expect(justInstalled(minutes)).toContain(`This machine was installed with Debian installer 12, ${ago}.`)
})

test('text for the screen is plain ASCII', () => {
  expect(screenText('Überprüfung – „x“ ${mac} || shell')).toBe('Uberprufung x {mac} shell')
})

test('text for the screen has no word that iPXE takes for a comment, and does not begin with an option', () => {
  expect(screenText('# Live #1 ## x#y #&& end')).toBe('Live 1 x#y end')
  expect(screenText('--gap && -x title - 2')).toBe('gap -x title - 2')
  expect(screenText('&& #-x title')).toBe('x title')
})

test.each(['&&', '||', ';'])(
  'text for the screen that is cut before the rest of a word keeps no lone %s',
  (operator) => {
    expect(screenText(`${'a'.repeat(199 - operator.length)} ${operator}rest`)).toBe('a'.repeat(199 - operator.length))
  },
)
