/** The part of node-7z 3.0.0 that we use; the package ships no types. */
declare module 'node-7z' {
  import type { ChildProcess } from 'node:child_process'
  import type { Readable } from 'node:stream'

  export interface SevenStream extends Readable {
    /** What it would run, and with which arguments. */
    readonly _bin: string
    readonly _args: readonly string[]
    _childProcess?: ChildProcess
    /** What 7-Zip said on stderr. */
    err?: Error & { stderr?: string }
  }
  export interface SevenOptions {
    readonly $bin: string
    /** Emits `progress` with `percent`. */
    readonly $progress?: boolean
    /** Builds the arguments and parses the output, but starts nothing. */
    readonly $defer?: boolean
    readonly $raw?: readonly string[]
  }
  interface Seven {
    extractFull(archive: string, output: string, options: SevenOptions): SevenStream
    listen(stream: SevenStream): SevenStream
  }
  const seven: Seven
  export default seven
}
