import { createSocket } from 'node:dgram'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Assets } from '../engine/assets'
import { systemClock } from '../engine/clock'
import { createEngine } from '../engine/engine'
import { BootdropError, EXIT } from '../engine/errors'
import { openMedium } from '../engine/media/open'
import type { SessionPorts } from '../engine/session'
import { DEFAULT_PORTS, DEFAULTS } from '../engine/initial'
import { bootOnLoopback, loopbackCard } from '../virtual/loopback'
import type { VirtualArch } from '../virtual/persona'
import type { Output } from './output'
import { report } from './selftest'
import { createTeller } from './serve'

/** The medium that set-up fetches beside the loaders. */
const DEMO_MEDIUM = 'memtest86plus-x64.iso'
/** A person can follow the steps at this pace; programs (--json) do not wait. */
const PACE_MS = 250
const MACHINES: readonly VirtualArch[] = ['bios', 'uefi-x64']

/**
 * Serves the bundled medium on the loopback card, at ports that need no rights, and boots virtual machines through it.
 * Nothing leaves this computer.
 * @returns the exit code
 */
export async function demo(assets: Assets, output: Output): Promise<number> {
  const path = join(assets.bootFolder, DEMO_MEDIUM)
  if (!existsSync(path)) {
    throw new BootdropError('medium-missing', `The demo's medium (${DEMO_MEDIUM}) is not here yet. Run: npm run setup`)
  }
  const card = await loopbackCard()
  const ports = await freePorts()
  const engine = createEngine({ clock: systemClock, assets, ports })
  engine.onEvent(createTeller(output, 'own-machines'))
  output.say('A whole network boot on this computer alone: the server, and two virtual machines. Nothing leaves it.')
  await engine.start({
    ...DEFAULTS,
    nic: card.name,
    media: [{ path }],
    mode: 'proxy',
    httpPort: ports.http,
  })
  const medium = await openMedium(path)
  let stopped = false
  process.once('SIGINT', () => (stopped = true))
  try {
    let passed = true
    for (const [number, arch] of MACHINES.entries()) {
      if (stopped) break
      output.say(`\nMachine ${number + 1}: ${arch}`)
      const onStep = (text: string): void => output.say(`  ${text}`)
      const result = await bootOnLoopback({ number, arch, ports, onStep, paceMs: output.json ? 0 : PACE_MS })
      passed = (await report(arch, result, { assets }, medium, output)) && passed
    }
    return passed ? EXIT.fine : EXIT.unexpected
  } finally {
    await medium.close()
    await engine.stop()
  }
}

/** Ports that are free now and need no rights; HTTP finds its own way from its default on. */
async function freePorts(): Promise<SessionPorts> {
  const [dhcp, pxe, tftp] = await Promise.all([freePort(), freePort(), freePort()])
  return { dhcp, pxe, tftp, http: DEFAULT_PORTS.http }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    socket.on('error', reject)
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address()
      socket.close(() => resolve(port))
    })
  })
}
