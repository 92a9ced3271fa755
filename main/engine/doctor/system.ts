/** Everything that pre-flight asks the computer, as an argument: what is made of the answers is tested with recorded ones. */

/** How a program ended. `code` is undefined where it could not be started, or took too long. */
export interface Ran {
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** A bind that is tried and given back at once. */
export interface TryBind {
  readonly protocol: 'udp' | 'tcp'
  readonly port: number
  /** Name and address of the card. */
  readonly card: string
  readonly address: string
  /** As the DHCP server does it: at 0.0.0.0, so that broadcasts are heard. */
  readonly broadcast: boolean
}

export interface System {
  readonly platform: NodeJS.Platform
  /** Effective user; undefined on Windows. */
  readonly euid: number | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** The file that this program runs as: firewalls ask for it. */
  readonly program: string
  /** Undefined where it is not there, or may not be read. */
  readFile(path: string): Promise<string | undefined>
  /** Names in a folder; empty where there is none. */
  list(folder: string): Promise<readonly string[]>
  exists(path: string): Promise<boolean>
  /** Never rejects. Words are English whatever the user's language is. */
  run(program: string, args: readonly string[], timeoutMs?: number): Promise<Ran>
  /** The whole path of a program on PATH or among the administrator's programs; undefined where there is none. */
  which(program: string): Promise<string | undefined>
  /** Of the disk that the folder is on, or will be made on. Undefined where the system does not tell. */
  freeBytes(folder: string): Promise<number | undefined>
  memory(): { readonly totalBytes: number; readonly freeBytes: number }
  /** As net/owners.ts. */
  portOwner(protocol: 'udp' | 'tcp', port: number): Promise<string | undefined>
  tryBind(attempt: TryBind): Promise<'free' | 'taken' | 'forbidden' | 'gone'>
}
