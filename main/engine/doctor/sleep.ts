import type { Check, EngineState } from '../types'
import { line } from './line'
import type { System } from './system'

export interface SleepOptions {
  readonly engine: Pick<EngineState, 'status'>
  /** The host keeps the computer awake while it serves: the window does. */
  readonly keepsAwake: boolean
}

/** Whether this computer may fall asleep while machines boot from it. */
export async function checkSleep(system: System, { engine, keepsAwake }: SleepOptions): Promise<Check> {
  const power = system.platform === 'linux' ? await linuxPower(system) : { battery: undefined, laptop: false }
  if (power.battery !== undefined) {
    const text = `This computer runs on its battery (${power.battery} %). Plug it in: an empty battery ends every boot.`
    return line('sleep', 'warning', 'battery', text, { facts: { percent: power.battery } })
  }
  if (!keepsAwake && power.laptop) {
    const text = 'bootdrop serve does not keep a laptop awake. Start it with the command in front.'
    return line('sleep', 'warning', 'not-kept-awake', text, {
      command: 'systemd-inhibit --what=sleep:idle:handle-lid-switch',
    })
  }
  const lid = power.laptop && system.platform === 'linux' ? lidAction(await logindConfig(system)) : 'ignore'
  if (lid !== 'ignore') {
    const text = `This computer is kept awake while it serves. Closing its lid still sends it to sleep (HandleLidSwitch=${lid}): leave it open.`
    return line('sleep', 'ok', 'lid', text, { facts: { action: lid } })
  }
  if (!keepsAwake)
    return line(
      'sleep',
      'ok',
      'not-kept-awake',
      'bootdrop serve leaves the sleep settings of this computer as they are.',
    )
  return engine.status === 'serving'
    ? line('sleep', 'ok', 'kept-awake', 'This computer is kept awake while it serves.')
    : line('sleep', 'ok', 'will-be-kept-awake', 'This computer will be kept awake while it serves.')
}

interface Power {
  /** Percent left while it runs on the battery; undefined while it is plugged in, or has none. */
  readonly battery: number | undefined
  readonly laptop: boolean
}

/** Batteries of mice and headsets are power supplies too, of the scope `Device`. */
async function linuxPower(system: System): Promise<Power> {
  const folder = '/sys/class/power_supply'
  const supplies = await Promise.all(
    (await system.list(folder)).map(async (name) => {
      const read = async (field: string): Promise<string> =>
        ((await system.readFile(`${folder}/${name}/${field}`)) ?? '').trim()
      const [type, scope, status, online, capacity] = await Promise.all(
        ['type', 'scope', 'status', 'online', 'capacity'].map(read),
      )
      return { type, scope, status, online, capacity }
    }),
  )
  const batteries = supplies.filter(({ type, scope }) => type === 'Battery' && scope !== 'Device')
  const plugged = supplies.some(({ type, online }) => type !== 'Battery' && online === '1')
  const discharging = batteries.find(({ status }) => status === 'Discharging')
  const percent = Number.parseInt(discharging?.capacity ?? '', 10)
  const battery = discharging === undefined || plugged ? undefined : Number.isNaN(percent) ? 0 : percent
  return { battery, laptop: batteries.length > 0 }
}

/** logind.conf(5): the main file, then the drop-ins; what is read last counts. */
async function logindConfig(system: System): Promise<string> {
  const folders = ['/usr/lib/systemd/logind.conf.d', '/etc/systemd/logind.conf.d', '/run/systemd/logind.conf.d']
  const dropIns = await Promise.all(
    folders.map(async (folder) => {
      const names = (await system.list(folder)).filter((name) => name.endsWith('.conf'))
      return [...names].sort().map((name) => `${folder}/${name}`)
    }),
  )
  const texts = await Promise.all(['/etc/systemd/logind.conf', ...dropIns.flat()].map((path) => system.readFile(path)))
  return texts.map((text) => text ?? '').join('\n')
}

/** What a closed lid does while the computer is plugged in: `suspend` unless it says otherwise. */
export function lidAction(config: string): string {
  const last = (key: string): string | undefined =>
    [...config.matchAll(new RegExp(`^\\s*${key}\\s*=\\s*(\\S+)`, 'gm'))].at(-1)?.[1]
  return last('HandleLidSwitchExternalPower') ?? last('HandleLidSwitch') ?? 'suspend'
}
