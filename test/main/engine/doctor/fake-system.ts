import type { Ran, System, TryBind } from '../../../../main/engine/doctor/system'

/** A computer as it is told to be: files by path, programs by their whole command line. */
export interface Told extends Partial<
  Pick<System, 'platform' | 'euid' | 'env' | 'memory' | 'portOwner' | 'freeBytes'>
> {
  readonly files?: Readonly<Record<string, string>>
  readonly programs?: Readonly<Record<string, string>>
  readonly bind?: (attempt: TryBind) => 'free' | 'taken' | 'forbidden' | 'gone'
}

const MISSING: Ran = { code: undefined, stdout: '', stderr: 'not there' }

/** An ordinary Linux desktop, but for what is told. A program that is there under another command line fails. */
export function fakeSystem({ files = {}, programs = {}, bind = () => 'free', ...told }: Told = {}): System {
  const paths = Object.keys(files)
  return {
    platform: 'linux',
    euid: 1000,
    env: {},
    program: '/usr/bin/bootdrop',
    memory: () => ({ totalBytes: 16e9, freeBytes: 8e9 }),
    portOwner: () => Promise.resolve(undefined),
    freeBytes: () => Promise.resolve(60e9),
    ...told,
    readFile: (path) => Promise.resolve(files[path]),
    exists: (path) => Promise.resolve(path in files),
    list: (folder) =>
      Promise.resolve([
        ...new Set(
          paths
            .filter((path) => path.startsWith(`${folder}/`))
            .map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''),
        ),
      ]),
    run: (program, args) => {
      const stdout = programs[[program, ...args].join(' ')]
      return Promise.resolve(stdout === undefined ? MISSING : { code: 0, stdout, stderr: '' })
    },
    which: (program) =>
      Promise.resolve(Object.keys(programs).some((line) => line.split(' ')[0] === program) ? program : undefined),
    tryBind: (attempt) => Promise.resolve(bind(attempt)),
  }
}
