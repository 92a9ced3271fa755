import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rungOf } from '../../main/engine/clients/rungs'
import { bootCrowd } from '../support/crowd'
import type { Booted, Crowd } from '../support/crowd'
import { run } from '../support/tools'
import { debianNetbootTree } from '../support/trees'
import { dropFile, launchApp } from './app'
import type { RunningApp } from './app'
import { longest, peakMemoryMb, rowsOf, tasksOver, watchRow } from './crowd-measure'

/**
 * 200 virtual machines boot through the real app, started by its own window on the loopback card: DISCOVER, OFFER, REQUEST, the loader
 * over TFTP, script, kernel and initrd over HTTP out of a real medium, and again, as fast as they can. They have a process of their own;
 * nothing of the app is stood in for. A quarter are ARM machines, which the medium is not for: they fail, and try again. The bounds are
 * those of issue 5.
 */
const MACHINES = 200
const PORTS = { dhcp: 26_167, pxe: 26_511, tftp: 26_169, http: 26_180 } as const
const MEASURE_MS = 6_000
const POINTED_MS = 3_000
const LONG_TASK_MS = 50
const MAX_MEMORY_MB = 350

let folder: string
let app: RunningApp
let crowd: Crowd
let startedAt: number
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bootdrop-crowd-'))
  const image = join(folder, 'debian-12-netboot.iso')
  const tree = await debianNetbootTree(join(folder, 'tree'))
  run('xorriso', ['-as', 'mkisofs', '-quiet', '-r', '-J', '-V', 'DEBIAN', '-o', image, tree])
  const ports = Object.entries(PORTS).map(([name, port]) => `${name}=${String(port)}`)
  app = await launchApp({ env: { BOOTDROP_PORTS: ports.join(',') } })
  await dropFile(app.page, image)
  await app.page.getByLabel(/Network card/).click()
  await app.page.getByRole('option', { name: /127\.0\.0\.1/ }).click()
  await app.page.getByRole('button', { name: 'Start serving' }).click()
  await app.page
    .getByText(/^Serving Debian/)
    .first()
    .waitFor()
  startedAt = Date.now()
  crowd = await bootCrowd({ machines: MACHINES, ports: PORTS }, 'out/crowd')
  await app.page.getByRole('heading', { name: `Machines ${String(MACHINES)}` }).waitFor()
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What a machine that did not boot says; none of those that the medium is for may. */
function failuresOf({ arch, boots }: Booted): readonly string[] {
  return boots.flatMap(({ failure }) =>
    failure === undefined || (arch === 'uefi-arm64' && failure.includes('64-bit ARM')) ? [] : `${arch}: ${failure}`,
  )
}

describe.sequential('200 virtual machines that boot again and again', () => {
  // First: Chromium's trace, which the next test takes, has buffers and a process of its own.
  it('take less than 350 MB, all processes of the app together', async () => {
    const mb = await peakMemoryMb(app, MEASURE_MS)
    console.log(`memory: ${mb.toFixed(0)} MB at most`)
    expect(mb).toBeLessThan(MAX_MEMORY_MB)
  })

  it('never hold the page up for longer than 50 ms', async () => {
    const before = crowd.soFar()
    const tasks = await tasksOver(app, MEASURE_MS)
    const { boots, bytes } = crowd.soFar()
    const pace = `${String(boots - before.boots)} boots and ${((bytes - before.bytes) / 1e6).toFixed(0)} MB meanwhile`
    const { own, wall, sum } = longest(tasks)
    console.log(`longest task: ${own.toFixed(1)} ms of its own, ${wall.toFixed(1)} ms on the wall; ${pace}`)
    console.log(`page: ${String(tasks.length)} tasks, ${((sum / MEASURE_MS) * 100).toFixed(0)} % of a processor`)
    // The trace is of the right thread, and the machines were busy.
    expect(tasks.length).toBeGreaterThan(100)
    expect(boots).toBeGreaterThan(before.boots)
    expect(own).toBeLessThan(LONG_TASK_MS)
  })

  it.each(['Furthest first', 'Need a look first'])(
    'leave the row under the pointer where it is, sorted “%s”',
    async (order) => {
      await app.page.getByLabel(/^Order/).click({ force: true })
      await app.page.getByRole('option', { name: order }).click({ force: true })
      const list = await app.page.getByRole('listbox', { name: 'Machines' }).boundingBox()
      if (!list) throw new Error('the list is not drawn')
      const [x, y] = [list.x + 200, list.y + 150]
      await app.page.mouse.move(x, y)
      await app.page.mouse.wheel(0, 640)
      await app.page.waitForTimeout(300)
      const { frames, places } = await watchRow(app, x, y, POINTED_MS)
      console.log(`row under the pointer: ${String(places.length)} place in ${String(frames)} pictures`)
      expect(places).toHaveLength(1)
      expect(places[0]?.id).toBeDefined()
      // Others would have changed places meanwhile.
      await app.page.getByRole('button', { name: 'Sort again' }).waitFor()
      // The pointer leaves: now the order is made true.
      await app.page.mouse.move(20, 20)
      await app.page.getByRole('button', { name: 'Sort again' }).waitFor({ state: 'detached' })
    },
  )

  it('stand where they got to, each of them, with every boot counted', async () => {
    const machines = await crowd.stop()
    const { boots, bytes } = crowd.soFar()
    const seconds = (Date.now() - startedAt) / 1000
    console.log(`${String(boots)} boots, ${(bytes / 1e9).toFixed(1)} GB in ${seconds.toFixed(0)} s`)
    expect(machines.flatMap(failuresOf)).toEqual([])
    const { clients } = await app.page.evaluate(() => window.bootdrop.state())
    // A machine that came back again and again, and is silent now, is stalled (boot-loop) where it got to.
    const told = clients.map(({ mac, boots, phase }) => [mac, boots, rungOf(phase), phase.phase === 'failed'])
    const seen = machines.map(({ mac, boots }) => {
      const booted = boots.at(-1)?.booted === true
      return [mac, boots.length, booted ? 'handed-over' : 'script', !booted]
    })
    expect(told.sort()).toEqual(seen.sort())
    // Each has its row, also those that are out of sight.
    await app.page.getByLabel(/^Order/).click({ force: true })
    await app.page.getByRole('option', { name: 'First seen' }).click({ force: true })
    expect(await rowsOf(app)).toHaveLength(MACHINES)
  })

  it('leave nothing to complain about', () => {
    expect(app.complaints).toEqual([])
  })
})
