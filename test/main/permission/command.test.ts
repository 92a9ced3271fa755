import { describe, expect, it } from 'vitest'
import { helperArguments, type Surroundings } from '../../../main/permission/command'

const CHECKOUT: Surroundings = {
  env: {},
  execPath: '/home/ann/bootdrop/electron',
  resources: '/home/ann/bootdrop/resources',
  helper: '/home/ann/bootdrop/out/main/ports-helper.js',
  exists: () => false,
}

const IN_IMAGE = {
  ...CHECKOUT,
  env: { APPIMAGE: '/home/ann/Bootdrop.AppImage', APPDIR: '/tmp/.mount_Bootdr1' },
  exists: () => true,
}

describe('the line for pkexec', () => {
  it('names Electron as Node and the helper in a checkout', () => {
    expect(helperArguments(CHECKOUT)).toEqual([
      ...['--disable-internal-agent', '/usr/bin/env', 'ELECTRON_RUN_AS_NODE=1'],
      ...['/home/ann/bootdrop/electron', '/home/ann/bootdrop/out/main/ports-helper.js'],
    ])
  })

  it('names the launcher that a package installed, and nothing else', () => {
    const installed = { ...CHECKOUT, resources: '/opt/Bootdrop/resources', exists: () => true }
    expect(helperArguments(installed)).toEqual(['--disable-internal-agent', '/opt/Bootdrop/resources/bootdrop-helper'])
  })

  it('starts the image itself where root cannot look into the user’s mount of it', () => {
    const image = { ...IN_IMAGE, execPath: '/tmp/.mount_Bootdr1/bootdrop' }
    const [, , , program, flag, code] = helperArguments(image)
    expect([program, flag]).toEqual(['/home/ann/Bootdrop.AppImage', '-e'])
    expect(code).toContain('app.asar/out/main/ports-helper.js')
  })

  it('names no image that only what started Bootdrop came out of', () => {
    expect(helperArguments(IN_IMAGE)).toContain('/home/ann/bootdrop/electron')
    const { APPIMAGE } = IN_IMAGE.env
    expect(helperArguments({ ...IN_IMAGE, env: { APPIMAGE } })).toContain('/home/ann/bootdrop/electron')
    expect(helperArguments({ ...IN_IMAGE, env: { APPIMAGE, APPDIR: '' } })).toContain('/home/ann/bootdrop/electron')
  })
})
