import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { selftest } from '../../../main/cli/selftest'
import type { Engine } from '../../../main/engine/engine'
import { BootdropError } from '../../../main/engine/errors'
import { loopbackCard } from '../../../main/virtual/loopback'
import { STOPPED } from '../../../main/engine/initial'
import { createAssets } from '../../../main/engine/assets'
import type { ServeConfig } from '../../../main/engine/types'

describe('selftest with a medium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootdrop-selftest-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'file'), 'x')

  it('serves its own virtual machines alone, each of them', async () => {
    let started: ServeConfig | undefined
    const refused = new BootdropError('foreign-dhcp', 'This is as far as the test goes.')
    const engine: Engine = {
      state: () => STOPPED,
      log: () => [],
      onState: () => () => undefined,
      onLog: () => () => undefined,
      onEvent: () => () => undefined,
      change: () => Promise.resolve(),
      stop: () => Promise.resolve(),
      notice: () => undefined,
      capture: () => undefined,
      packets: () => [],
      story: () => [],
      aside: () => ({ client: () => undefined, end: () => undefined }),
      start(config) {
        started = config
        return Promise.reject(refused)
      },
    }
    const card = await loopbackCard()
    const host = {
      engine,
      assets: createAssets(folder),
      inspect: () => Promise.reject(refused),
      cards: () => Promise.resolve([card]),
    }
    const output = { json: false, event: () => undefined, say: () => undefined, result: () => undefined }
    const command = {
      name: 'selftest',
      json: false,
      nic: card.name,
      arch: ['bios', 'uefi-x64'],
      media: folder,
    } as const
    await expect(selftest(command, host, output)).rejects.toBe(refused)
    expect(new Set(started?.allow).size).toBe(2)
    // Locally administered: no real card has such an address.
    for (const mac of started?.allow ?? []) expect(mac).toMatch(/^02:bd:00:/)
  })
})
