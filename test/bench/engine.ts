import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createAssets } from '../../main/engine/assets'
import { systemClock } from '../../main/engine/clock'
import { createEngine, type Engine } from '../../main/engine/engine'
import { DEFAULTS } from '../../main/engine/initial'
import type { SessionPorts } from '../../main/engine/session'
import type { ServeMode } from '../../main/engine/types'
import { loopbackCard } from '../../main/virtual/loopback'
import { debianNetbootTree } from '../support/trees'

/** Runs the real engine on the loopback card with a small Debian netboot tree, as long as `use` takes. */
export async function withEngine<T>(
  ports: SessionPorts,
  mode: ServeMode,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bootdrop-bench-'))
  const engine = createEngine({ clock: systemClock, assets: createAssets(resolve('assets')), ports })
  try {
    const path = await debianNetbootTree(join(folder, 'debian'))
    const { name } = await loopbackCard()
    await engine.start({ ...DEFAULTS, nic: name, media: [{ path }], mode, httpPort: ports.http })
    return await use(engine)
  } finally {
    await engine.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
