import { once } from 'node:events'
import http from 'node:http'
import { join } from 'node:path'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAssets } from '../../../main/engine/assets'
import { systemClock } from '../../../main/engine/clock'
import { createEngine, type Engine, type EngineEvent } from '../../../main/engine/engine'
import { BootdropError } from '../../../main/engine/errors'
import { openMedium } from '../../../main/engine/media/open'
import { loopbackMachine, serveConfig, TEST_PORTS } from '../../support/virtual-lan'
import { debianNetbootTree } from '../../support/trees'
import { checkFiles } from '../../../main/virtual/check'
import type { VirtualArch } from '../../../main/virtual/persona'

/** The real engine on the loopback card, at ports that need no rights, and virtual machines that boot through it. */
const assets = createAssets(join(import.meta.dirname, '../../../assets'))
let folder: string
let medium: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootdrop-engine-'))
  medium = await debianNetbootTree(join(folder, 'debian'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function serving<T>(use: (engine: Engine, events: EngineEvent[]) => Promise<T>, append = ''): Promise<T> {
  const engine = createEngine({ clock: systemClock, assets, ports: TEST_PORTS })
  const events: EngineEvent[] = []
  engine.onEvent((event) => events.push(event))
  await engine.start(await serveConfig(medium, append))
  try {
    return await use(engine, events)
  } finally {
    await engine.stop()
  }
}

describe('the engine', () => {
  it.each<VirtualArch>(['bios', 'uefi-x64', 'http-x64'])('boots a %s machine and every byte is right', async (arch) => {
    await serving(async (engine) => {
      const result = await loopbackMachine(1, arch)
      expect(result.failure).toBeUndefined()
      expect(result.kernelArgs).toContain('initrd=')
      const original = await openMedium(medium)
      const checked = await checkFiles(result.files, await assets.loaders(), original)
      await original.close()
      expect(checked.filter(({ file }) => file.purpose !== 'script').map(({ verdict }) => verdict)).toEqual([
        'same',
        'same',
        'same',
      ])
      const [client] = engine.state().clients
      expect(client?.phase.phase).toBe('handed-over')
      expect(client?.ip).toBe('127.0.0.3')
    })
  })

  it('leaves a machine at its leased address when another one asks by HTTP in its name', async () => {
    await serving(async (engine) => {
      await loopbackMachine(1, 'uefi-x64')
      const before = engine.state().clients[0]
      const path = `/boot.ipxe?mac=${before?.mac}&platform=efi&buildarch=x86_64`
      const request = http.get({ host: '127.0.0.1', port: TEST_PORTS.http, localAddress: '127.0.0.99', path })
      const [response] = (await once(request, 'response')) as [http.IncomingMessage]
      await once(response.resume(), 'end')
      const { clients } = engine.state()
      expect(clients.find(({ mac }) => mac === before?.mac)).toEqual(before)
      expect(clients.find(({ ip }) => ip === '127.0.0.99')?.id).toBe('ip:127.0.0.99')
    })
  })

  it('boots a uefi-arm64 machine from an arm64 medium and every byte is right', async () => {
    const path = await debianNetbootTree(join(folder, 'arm64'), 'arm64')
    const engine = createEngine({ clock: systemClock, assets, ports: TEST_PORTS })
    await engine.start(await serveConfig(path))
    const original = await openMedium(path)
    try {
      const result = await loopbackMachine(8, 'uefi-arm64')
      expect(result.failure).toBeUndefined()
      const checked = await checkFiles(result.files, await assets.loaders(), original)
      const compared = checked.filter(({ file }) => file.purpose !== 'script')
      expect(compared.map(({ file, verdict }) => [file.purpose, verdict])).toEqual([
        ['loader', 'same'],
        ['kernel', 'same'],
        ['initrd', 'same'],
      ])
      expect(compared[0]?.file.name).toBe('ipxe-arm64.efi')
    } finally {
      await original.close()
      await engine.stop()
    }
  })

  it('tells a uefi-arm64 machine why it cannot boot an amd64 medium', async () => {
    await serving(async (engine) => {
      const result = await loopbackMachine(9, 'uefi-arm64')
      expect(result.booted).toBe(false)
      expect(result.failure).toContain('64-bit ARM')
      expect(engine.state().clients[0]?.phase).toMatchObject({ phase: 'failed', why: 'recipe-not-for-arch' })
    })
  })

  it('tells events in the order of the ladder, ready first and stopped last', async () => {
    const events = await serving(async (_engine, seen) => {
      await loopbackMachine(2, 'uefi-x64')
      return seen
    })
    expect(events[0]?.type).toBe('ready')
    expect(events.at(-1)?.type).toBe('stopped')
    const phases = events.flatMap((event) => (event.type === 'client' ? [event.client.phase.phase] : []))
    const climbed = phases.filter((phase, at) => phase !== phases[at - 1])
    expect(climbed).toEqual(['seen', 'offered', 'addressed', 'loader', 'ipxe', 'script', 'loading', 'handed-over'])
  })

  it('puts the extra kernel arguments at the end of the command line', async () => {
    const result = await serving(() => loopbackMachine(3, 'bios'), 'console=ttyS0,115200')
    expect(result.kernelArgs).toMatch(/console=ttyS0,115200$/)
  })

  it('says what it serves, also after a change, and nothing once it stopped', async () => {
    const engine = await serving(async (running) => {
      expect(running.state().served).toMatchObject({ title: 'Debian installer 12', media: [{ path: medium }] })
      await running.change(await serveConfig(medium, 'quiet'))
      expect(running.state().served?.append).toBe('quiet')
      await running.change({ ...(await serveConfig(medium)), mode: 'auto' })
      await expect(running.change({ ...(await serveConfig(medium)), mode: 'dhcp' })).rejects.toThrow('needs a stop')
      return running
    })
    expect(engine.state().served).toBeUndefined()
  })

  it('keeps what a machine said, as a pcapng file, also after the stop', async () => {
    const engine = await serving(async (running) => {
      await loopbackMachine(4, 'uefi-x64')
      return running
    })
    const [machine] = engine.state().clients
    const capture = engine.capture(machine?.id ?? '')
    // Section header block, draft-ietf-opsawg-pcapng section 4.1.
    expect(Buffer.from(capture ?? []).readUInt32LE(0)).toBe(0x0a0d0d0a)
    expect(engine.capture('nobody')).toBeUndefined()
  })

  it('gives every port back, so that it can start again', async () => {
    await serving(() => Promise.resolve())
    await serving((engine) => Promise.resolve(expect(engine.state().status).toBe('serving')))
  })

  it('serves another choice from the next boot on, without a stop', async () => {
    await serving(async (engine) => {
      const before = await loopbackMachine(4, 'bios')
      await engine.change(await serveConfig(medium, 'quiet changed=yes'))
      const after = await loopbackMachine(5, 'bios')
      expect(before.kernelArgs).not.toContain('changed=yes')
      expect(after.kernelArgs).toMatch(/changed=yes$/)
    })
  })

  it('lets a boot under way read on from the medium that was chosen before', async () => {
    const other = await debianNetbootTree(join(folder, 'other'))
    await serving(async (engine) => {
      const { files } = await loopbackMachine(6, 'uefi-x64')
      const kernel = files.find(({ purpose }) => purpose === 'kernel')
      await engine.change(await serveConfig(other))
      const again = await fetch(kernel?.name ?? '')
      expect(again.status).toBe(200)
      expect((await again.arrayBuffer()).byteLength).toBe(kernel?.bytes)
    })
  })

  it('goes on with what it served when the new choice cannot be', async () => {
    await serving(async (engine) => {
      const refusal = await engine
        .change(await serveConfig(join(folder, 'nowhere.iso')))
        .catch((error: unknown) => error)
      expect(refusal).toMatchObject({ code: 'medium-missing' })
      expect((await loopbackMachine(7, 'bios')).failure).toBeUndefined()
    })
  })

  it('refuses to change the card without a stop', async () => {
    await serving(async (engine) => {
      const config = { ...(await serveConfig(medium)), nic: 'eth99' }
      await expect(engine.change(config)).rejects.toMatchObject({ code: 'usage' })
    })
  })

  it('refuses a second start while it serves', async () => {
    await serving(async (engine) => {
      await expect(engine.start(await serveConfig(medium))).rejects.toMatchObject({ code: 'already-serving' })
      expect(engine.state().status).toBe('serving')
    })
  })

  it('names the owner of a port that is taken, opens nothing, and can start later', async () => {
    await serving(async () => {
      const second = createEngine({ clock: systemClock, assets, ports: TEST_PORTS })
      const refusal = await second.start(await serveConfig(medium)).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(BootdropError)
      expect(refusal).toMatchObject({ code: 'port-taken', exitCode: 3 })
      expect((refusal as BootdropError).message).toContain(`pid ${process.pid}`)
      expect(second.state().status).toBe('stopped')
      const states = Object.values(second.state().ports).map(({ state }) => state)
      expect(states).toContain('failed')
      expect(states).not.toContain('open')
    })
  })

  it('says which cards there are when the named one is not', async () => {
    const engine = createEngine({ clock: systemClock, assets, ports: TEST_PORTS })
    const config = { ...(await serveConfig(medium)), nic: 'eth99' }
    await expect(engine.start(config)).rejects.toMatchObject({ code: 'card-unknown' })
  })

  it('refuses a medium that nothing can boot, and stays stopped', async () => {
    const path = join(folder, 'notes.txt')
    await writeFile(path, 'not a medium')
    const engine = createEngine({ clock: systemClock, assets, ports: TEST_PORTS })
    await expect(engine.start(await serveConfig(path))).rejects.toMatchObject({ exitCode: 4 })
    expect(engine.state().status).toBe('stopped')
  })

  it('leases addresses where it is told to and nobody else can be there', async () => {
    const engine = createEngine({ clock: systemClock, assets, ports: TEST_PORTS })
    await engine.start({ ...(await serveConfig(medium)), mode: 'dhcp' })
    expect(engine.state().mode).toBe('dhcp')
    await engine.stop()
  })

  it('answers two hundred machines that boot at once, each once', async () => {
    await serving(async (engine) => {
      const results = await Promise.all(Array.from({ length: 200 }, (_, number) => loopbackMachine(number, 'bios')))
      expect(results.filter(({ booted }) => !booted).map(({ failure }) => failure)).toEqual([])
      expect(engine.state().clients.length).toBe(200)
    })
  }, 60_000)
})
