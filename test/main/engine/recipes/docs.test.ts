import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mediumUrls } from '../../../../main/engine/boot/file-urls'
import { bootScript } from '../../../../main/engine/boot/script'
import { matchRecipes } from '../../../../main/engine/recipes/match'
import { planBoot } from '../../../../main/engine/recipes/plan'
import { bzImage } from './bytes'
import { memoryMedium } from './memory-medium'
import { recipe } from './shelf'

test('the worked example of docs/recipes.md gives the script that stands there', async () => {
  const page = readFileSync(new URL('../../../../docs/recipes.md', import.meta.url), 'utf8')
  const yaml = /```yaml\n(id: rescue[\s\S]*?)```/.exec(page)?.[1] ?? ''
  const lines = /```\n(kernel [\s\S]*?)```/.exec(page)?.[1] ?? ''
  const medium = memoryMedium({
    '/boot/rescue/linux': bzImage({ pe: true }),
    '/boot/rescue/initrd.img': '',
    '/RESCUE-VERSION': 'Rescue 4.2\n',
    '/rescue/root.squashfs': '',
  })
  const [match] = await matchRecipes(medium, [recipe(yaml)])
  if (!match) throw new Error('the example does not match its medium')
  const plan = await planBoot(medium, match, { firmware: 'uefi', cpu: 'x64' })
  if (plan.kind !== 'plan') throw new Error(`it gives a ${plan.kind}`)
  expect(plan.title).toBe('Rescue 4.2')
  const urls = mediumUrls('http://192.168.1.20:8067', '3f2a…', 'rescue.iso', 'rescue')
  const script = bootScript({ plan, urls, append: 'console=ttyS0', mac: undefined })
  expect(script).toContain(lines)
})
