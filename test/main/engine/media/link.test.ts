import { expect, test } from 'vitest'
import { openLink } from '../../../../main/engine/media/link'

test.each(['a.iso', 'b.IMG', 'c.zip', 'd.wim?x=1'])(
  'the address of an image (%s) is to be downloaded first',
  (name) => {
    expect(() => openLink(`http://192.0.2.1/${name}`)).toThrow('download it and drop the file here')
  },
)

test('the address of a script is a medium', () => {
  expect(openLink('http://192.0.2.1/iso/boot.php?file=x.iso').identity.filesystem).toBe('url')
})
