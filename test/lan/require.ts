import { describe, expect, test, type TestOptions } from 'vitest'
import { whyNoLan } from './available'

/**
 * `describe` for tests on the LAN. Where it cannot be had they are skipped under a title that says why; with
 * BOOTDROP_REQUIRE=all that is a failure (DESIGN.md 3.1).
 */
export function describeLan(title: string, ...rest: [() => void] | [TestOptions, () => void]): void {
  const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest
  const reason = whyNoLan()
  if (reason === undefined) describe(title, options, body)
  else if (process.env['BOOTDROP_REQUIRE'] === 'all')
    test(`${title}: the LAN is required`, () => expect.fail(`the LAN cannot be had: ${reason}`))
  else describe.skip(`${title} (skipped: ${reason})`, body)
}
