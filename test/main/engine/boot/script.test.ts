import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bootScript, firstScript, refusalScript, screenText } from '../../../../main/engine/boot/script'
import type { BootScript } from '../../../../main/engine/boot/script'
import { anyText, testPlan, URL_BASE } from './parts'

const URLS = { base: `${URL_BASE}/iso/abcdef012345`, iso: `${URL_BASE}/raw/abcdef012345/debian.iso` }
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
    await expect(refusalScript('There is no kernel for a 64-bit ARM machine.', MAC)).toMatchFileSnapshot(
      golden('refusal'),
    )
  })
})

describe('a script', () => {
  const everyScript = () => [firstScript(URL_BASE), script(), script({ warning: 'x' }), refusalScript('x', undefined)]

  test('has a label for every goto', () => {
    for (const text of everyScript()) {
      const labels = new Set([...text.matchAll(/^:(\w+)$/gm)].map((match) => match[1]))
      for (const [, label] of text.matchAll(/goto (\w+)/g)) expect(labels).toContain(label)
      for (const [, label] of text.matchAll(/^item --key \w (\w+)/gm)) expect(labels).toContain(label)
      for (const [, label] of text.matchAll(/^set otherwise (\w+)/gm)) expect(labels).toContain(label)
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
