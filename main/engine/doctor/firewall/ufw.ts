import type { System } from '../system'

/** What everybody may read of ufw; its rules are root's alone. */
export interface Ufw {
  /** What becomes of packets that no rule names. */
  readonly refuses: boolean
}

/** Undefined where ufw is not installed or switched off. */
export async function ufwState(system: System): Promise<Ufw | undefined> {
  const [config, defaults] = await Promise.all([
    system.readFile('/etc/ufw/ufw.conf'),
    system.readFile('/etc/default/ufw'),
  ])
  if (config === undefined || !/^\s*ENABLED\s*=\s*"?yes"?/im.test(config)) return undefined
  const policy = /^\s*DEFAULT_INPUT_POLICY\s*=\s*"?(\w+)"?/im.exec(defaults ?? '')?.[1]?.toUpperCase()
  return { refuses: policy !== 'ACCEPT' }
}
