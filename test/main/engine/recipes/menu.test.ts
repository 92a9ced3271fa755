import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MENU_LIMITS, menuPath } from '../../../../main/engine/recipes/menu/entry'
import { grubCommands } from '../../../../main/engine/recipes/menu/grub-words'
import { loaderEntry } from '../../../../main/engine/recipes/menu/loader-entry'
import { readMenus } from '../../../../main/engine/recipes/menu/menu'
import { memoryMedium } from './memory-medium'

const FILES = { '/live/vmlinuz': 'k', '/live/initrd.img': 'i', '/boot/ucode.img': 'u' }

async function entriesOf(files: Record<string, string>) {
  return readMenus(memoryMedium({ ...FILES, ...files }))
}

describe('grub.cfg', () => {
  test('gives its entries with kernel, initrds and arguments', async () => {
    const text = `
set default=1
menuentry "Live system" --class debian --hotkey=l {
  linux /live/vmlinuz boot=live components quiet
  initrd /boot/ucode.img /live/initrd.img
}
menuentry 'Live (safe)' { linux /live/vmlinuz boot=live nomodeset; initrd /live/initrd.img; }
`
    expect(await entriesOf({ '/boot/grub/grub.cfg': text })).toEqual([
      {
        title: 'Live (safe)',
        kernel: '/live/vmlinuz',
        initrds: ['/live/initrd.img'],
        args: 'boot=live nomodeset',
        isDefault: true,
      },
      {
        title: 'Live system',
        kernel: '/live/vmlinuz',
        initrds: ['/boot/ucode.img', '/live/initrd.img'],
        args: 'boot=live components quiet',
        isDefault: false,
      },
    ])
  })

  test('has its variables expanded, unknown ones to nothing', async () => {
    const text = `set opts="boot=live quiet"
menuentry 'A' { linux ($root)/live/vmlinuz \${opts} $vt_handoff '$literal' --- splash
initrd /live/initrd.img
}`
    expect((await entriesOf({ '/boot/grub/grub.cfg': text }))[0]?.args).toBe('boot=live quiet $literal --- splash')
  })

  test('keeps a quoted word with spaces together', async () => {
    const text = `set o="a b"
menuentry x { linux /live/vmlinuz run="$o" 'c d'
initrd /live/initrd.img
}`
    expect((await entriesOf({ '/boot/grub/grub.cfg': text }))[0]?.args).toBe('"run=a b" "c d"')
  })

  test('names entries of submenus by the way to them', async () => {
    const text = `submenu 'Advanced' {
  menuentry '... Rescue' {
    linuxefi /live/vmlinuz rescue
    initrdefi /live/initrd.img
  }
}`
    expect((await entriesOf({ '/EFI/BOOT/grub.cfg': text }))[0]?.title).toBe('Advanced / Rescue')
  })

  test('reads what it sources, $prefix known', async () => {
    const entry = 'menuentry x { linux /live/vmlinuz a\ninitrd /live/initrd.img\n}'
    const files = { '/boot/grub/grub.cfg': 'source $prefix/more.cfg\n', '/boot/grub/more.cfg': entry }
    expect(await entriesOf(files)).toHaveLength(1)
  })

  test('keeps the first branch of an if for a variable', async () => {
    const text = `if [ x$a = xy ] ; then set o=first; else set o=second; fi
menuentry x { linux /live/vmlinuz $o
initrd /live/initrd.img
}`
    expect((await entriesOf({ '/boot/grub/grub.cfg': text }))[0]?.args).toBe('first')
  })

  test('leaves out entries whose files are not on the medium', async () => {
    const text = 'menuentry x { linux /live/vmlinuz a\ninitrd /nowhere\n}\nmenuentry y { linux /gone b\n}'
    expect(await entriesOf({ '/boot/grub/grub.cfg': text })).toEqual([])
  })

  test('that includes itself comes to an end', async () => {
    const text = `source /boot/grub/grub.cfg
source /boot/grub/grub.cfg
menuentry x { linux /live/vmlinuz a
}`
    expect(await entriesOf({ '/boot/grub/grub.cfg': text })).toHaveLength(1)
  })

  test('with endless entries is cut', async () => {
    const text = Array.from({ length: 5000 }, (_x, at) => `menuentry e${at} { linux /live/vmlinuz n=${at}\n}`).join(
      '\n',
    )
    expect(await entriesOf({ '/boot/grub/grub.cfg': text })).toHaveLength(MENU_LIMITS.entries)
  })

  test('that is a binary gives nothing', async () => {
    const text = `menuentry x { linux /live/vmlinuz a\n}\0\0`
    expect(await entriesOf({ '/boot/grub/grub.cfg': text })).toEqual([])
  })

  test('is read in linear time, whatever it holds', () => {
    const piece = fc.constantFrom(
      'menuentry ',
      "'",
      '"',
      '{',
      '}',
      '$',
      '${',
      'a',
      '\\',
      '\n',
      ';',
      ' ',
      'linux /x',
      '#',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 300 }), (pieces) => {
        const words = [...grubCommands(pieces.join(''), () => 'v')].flat()
        expect(words.length).toBeLessThanOrEqual(pieces.join('').length)
      }),
    )
    const long = "'".repeat(1) + 'a${'.repeat(80_000)
    expect([...grubCommands(long, () => '')].length).toBeLessThanOrEqual(1)
  })
})

describe('isolinux and syslinux', () => {
  const menu = `UI vesamenu.c32
MENU TITLE Test
DEFAULT live
LABEL live
  MENU LABEL ^Live system
  LINUX /live/vmlinuz
  INITRD /boot/ucode.img,/live/initrd.img
  APPEND boot=live quiet
LABEL safe
  KERNEL /live/vmlinuz
  APPEND initrd=/live/initrd.img boot=live nomodeset
LABEL chain
  COM32 chain.c32
LABEL hdt
  KERNEL hdt.c32
TEXT HELP
 label fake
 kernel /live/vmlinuz
ENDTEXT
`

  test('give their labels, the default first', async () => {
    expect(await entriesOf({ '/isolinux/isolinux.cfg': menu })).toEqual([
      {
        title: 'Live system',
        kernel: '/live/vmlinuz',
        initrds: ['/boot/ucode.img', '/live/initrd.img'],
        args: 'boot=live quiet',
        isDefault: true,
      },
      {
        title: 'safe',
        kernel: '/live/vmlinuz',
        initrds: ['/live/initrd.img'],
        args: 'boot=live nomodeset',
        isDefault: false,
      },
    ])
  })

  test('count relative paths from their own folder', async () => {
    const files = { '/isolinux/isolinux.cfg': 'label a\nkernel vm\n', '/isolinux/vm': 'k' }
    expect((await entriesOf(files))[0]?.kernel).toBe('/isolinux/vm')
  })

  test('read what they include, twice if asked', async () => {
    const files = {
      '/isolinux/isolinux.cfg': 'include menu.cfg\nMENU INCLUDE menu.cfg\n',
      '/isolinux/menu.cfg': 'label a\nkernel /live/vmlinuz\n',
    }
    expect(await entriesOf(files)).toHaveLength(1)
  })

  test('that include each other come to an end', async () => {
    const loop = Array.from({ length: 500 }, () => 'include /isolinux/isolinux.cfg').join('\n')
    await entriesOf({ '/isolinux/isolinux.cfg': `${loop}\nlabel a\nkernel /live/vmlinuz\n` })
  })

  test('of pxelinux count paths from above pxelinux.cfg', async () => {
    expect(await entriesOf({ '/pxelinux.cfg/default': 'label a\nkernel live/vmlinuz\n' })).toHaveLength(1)
  })
})

describe('loader/entries', () => {
  test('give title, kernel, initrds in order and options', () => {
    const text = 'title Arch\nlinux /live/vmlinuz\ninitrd /boot/ucode.img\ninitrd /live/initrd.img\noptions a b\n'
    expect(loaderEntry(text)).toEqual({
      title: 'Arch',
      kernel: '/live/vmlinuz',
      initrds: ['/boot/ucode.img', '/live/initrd.img'],
      args: 'a b',
      isDefault: false,
    })
  })

  test('of an EFI program are none of ours', () => {
    expect(loaderEntry('title Shell\nefi /shellx64.efi\n')).toBeUndefined()
  })
})

describe('a path in a menu', () => {
  test.each([
    ['(cd0)/boot/x', '/boot/x'],
    ['boot\\x', '/dir/boot/x'],
    ['//boot//x', '/boot/x'],
    ['../x', '/x'],
    ['../../x', undefined],
    ['http://evil/x', undefined],
    ['10.0.0.1::x', undefined],
    ['', undefined],
  ])('%j is %j', (written, path) => {
    expect(menuPath(written, '/dir')).toBe(path)
  })
})

test('no menu text makes the reader throw', async () => {
  const line = fc.constantFrom(
    'menuentry "x" {',
    '}',
    'linux /live/vmlinuz $a',
    'initrd /live/initrd.img',
    'set a=b',
    'source /boot/grub/grub.cfg',
    'label a',
    'kernel /live/vmlinuz',
    'append initrd=,,,',
    'include x',
    'if ; then',
    'else',
    'submenu {',
  )
  const text = fc.oneof(
    fc.string({ maxLength: 400 }),
    fc.array(line, { maxLength: 40 }).map((all) => all.join('\n')),
  )
  await fc.assert(
    fc.asyncProperty(text, async (menu) => {
      await entriesOf({ '/boot/grub/grub.cfg': menu, '/isolinux/isolinux.cfg': menu, '/loader/entries/a.conf': menu })
    }),
    { numRuns: 200 },
  )
})
