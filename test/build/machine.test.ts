import { describe, expect, it } from 'vitest'
import { librariesNotFound, missingPrograms, onPath } from '../../build/lib/machine.mjs'

describe('what the machine has', () => {
  it('finds programs where the system keeps those of root, too', () => {
    expect(onPath('no-such-program-here')).toBe(false)
    expect(onPath(process.platform === 'win32' ? 'node.exe' : 'ls')).toBe(true)
  })

  it('names the Debian package of what is missing', () => {
    const path = process.env['PATH']
    process.env['PATH'] = ''
    try {
      expect(missingPrograms(['Xvfb'])).toEqual([{ name: 'Xvfb', debianPackage: 'xvfb' }])
    } finally {
      process.env['PATH'] = path
    }
  })

  it('reads the libraries that the loader cannot find, with the package of each', () => {
    const said = '\tlinux-vdso.so.1 (0x7f)\n\tlibgtk-3.so.0 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x7f)\n'
    expect(librariesNotFound(`${said}\tlibodd.so.1 => not found\n`)).toEqual([
      { name: 'libgtk-3.so.0', debianPackage: 'libgtk-3-0' },
      { name: 'libodd.so.1', debianPackage: '(what has libodd.so.1)' },
    ])
  })
})
