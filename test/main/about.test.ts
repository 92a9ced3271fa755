import { expect, it } from 'vitest'
import { confinementOf } from '../../main/about'

const none = (): boolean => false

it('is Flatpak where Flatpak left its mark', () => {
  expect(confinementOf({}, (path) => path === '/.flatpak-info')).toBe('flatpak')
})

it('is Snap where Snap started this program, not one that started it from its own terminal', () => {
  expect(confinementOf({ SNAP: '/snap/bootdrop/1', SNAP_NAME: 'bootdrop' }, none)).toBe('snap')
  expect(confinementOf({ SNAP: '/snap/code/1', SNAP_NAME: 'code' }, none)).toBeNull()
})

it('is nothing else', () => {
  expect(confinementOf({}, none)).toBeNull()
})
