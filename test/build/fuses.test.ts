import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

/** What the packaged program is made with; test/e2e/package.test.ts reads the fuses back from a packaged one. */
const config = parse(readFileSync('electron-builder.yml', 'utf8')) as {
  readonly asar: boolean
  readonly electronFuses: Readonly<Record<string, boolean>>
  readonly nsis: { readonly include: string }
  readonly linux: { readonly fileAssociations: readonly { readonly ext: string; readonly mimeType: string }[] }
  readonly mac: { readonly fileAssociations: readonly { readonly ext: string; readonly rank: string }[] }
}

describe('the packaged program', () => {
  it('can do nothing with its fuses but run as Node, which the helper for the low ports needs', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: true,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    })
    expect(config.asar).toBe(true)
  })

  it('opens images where it is asked to, and is what a double click opens nowhere', () => {
    const endings = ['iso', 'img', 'wim']
    expect(config.linux.fileAssociations.map(({ ext }) => ext)).toEqual(endings)
    expect(config.mac.fileAssociations.map(({ ext, rank }) => [ext, rank])).toEqual(
      endings.map((ext) => [ext, 'Alternate']),
    )
    const script = readFileSync(config.nsis.include, 'utf8')
    for (const ending of endings) expect(script).toContain(`SupportedTypes" ".${ending}"`)
    expect(script).not.toMatch(/Software\\Classes\\\./)
  })
})
