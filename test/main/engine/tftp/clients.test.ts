import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Observation } from '../../../../main/engine/clients/observation'
import { systemClock } from '../../../../main/engine/clock'
import { listCards } from '../../../../main/engine/net/cards'
import { bindCard } from '../../../../main/engine/net/sockets'
import { startTftp, type TftpServer } from '../../../../main/engine/tftp/server'
import { memoryFile, pattern } from '../../../support/lossy-files'
import { sha256 } from '../../../support/media'
import { describeWith } from '../../../support/tools'

const run = promisify(execFile)

const files: Readonly<Record<string, Buffer>> = {
  'loader.efi': pattern(1_048_581),
  'even.bin': pattern(512 * 40),
  'empty.bin': pattern(0),
  'notes.txt': Buffer.from('first line\nsecond line\n'.repeat(3000)),
}

let server: TftpServer
let folder: string
let port: string
const observations: Observation[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bootdrop-tftp-'))
  const card = (await listCards()).find(({ kind }) => kind === 'loopback')
  if (card === undefined) throw new Error('this computer has no loopback card')
  server = await startTftp({
    binding: bindCard(card, { address: '127.0.0.1', netmask: '255.0.0.0' }),
    port: 0,
    clock: systemClock,
    observe: (observation) => observations.push(observation),
    resolve: ({ path }) => {
      const content = files[path]
      return Promise.resolve(
        content === undefined
          ? { kind: 'not-found', expected: false, reason: 'no such name' }
          : { kind: 'file', file: memoryFile(content), role: 'loader', contentType: '' },
      )
    },
  })
  port = String(server.port)
})

afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Lets a client fetch `name` into a file and compares. The client's own line ends are kept out by octet mode. */
async function fetches(name: string, command: (target: string) => readonly string[]): Promise<void> {
  const target = join(folder, `got-${Math.random().toString(36).slice(2)}`)
  const [program = '', ...args] = command(target)
  await run(program, args, { timeout: 20_000 })
  expect(sha256(readFileSync(target))).toBe(sha256(files[name] ?? Buffer.alloc(0)))
}

describeWith(['tftp'], 'tftp-hpa', () => {
  test.each(['loader.efi', 'even.bin', 'empty.bin'])('fetches %s', async (name) => {
    await fetches(name, (target) => ['tftp', '-m', 'binary', '127.0.0.1', port, '-c', 'get', name, target])
  })

  test('fetches text in netascii and has its own line ends again', async () => {
    await fetches('notes.txt', (target) => ['tftp', '-m', 'ascii', '127.0.0.1', port, '-c', 'get', 'notes.txt', target])
  })

  test('is told of an unknown name at once', async () => {
    const target = join(folder, 'none')
    const { stdout } = await run('tftp', ['127.0.0.1', port, '-c', 'get', 'none', target], { timeout: 3000 })
    expect(stdout).toContain('File not found')
  })

  test('may not write', async () => {
    const source = join(folder, 'upload')
    const { stdout } = await run('sh', ['-c', `echo x > ${source}; tftp 127.0.0.1 ${port} -c put ${source} upload`], {
      timeout: 3000,
    })
    expect(stdout).toContain('Access violation')
  })
})

describeWith(['atftp'], 'atftp', () => {
  test.each([
    ['no options', []],
    ['blksize 1428', ['--option', 'blksize 1428']],
    ['blksize 1428, windowsize 8', ['--option', 'blksize 1428', '--option', 'windowsize 8']],
    ['windowsize 64', ['--option', 'windowsize 64']],
    ['tsize and timeout', ['--option', 'tsize', '--option', 'timeout 3']],
  ])('fetches with %s', async (_, options) => {
    await fetches('loader.efi', (target) => [
      ...['atftp', ...options, '--get', '--remote-file', 'loader.efi', '--local-file', target, '127.0.0.1', port],
    ])
  })
})

describeWith(['curl'], 'curl', () => {
  test.each([
    ['its own options', []],
    ['no options', ['--tftp-no-options']],
    ['blksize 1428', ['--tftp-blksize', '1428']],
    ['blksize 65464', ['--tftp-blksize', '65464']],
    ['blksize 8', ['--tftp-blksize', '8']],
  ])('fetches with %s', async (_, options) => {
    const name = options[1] === '8' ? 'even.bin' : 'loader.efi'
    await fetches(name, (target) => ['curl', '-sS', ...options, '-o', target, `tftp://127.0.0.1:${port}/${name}`])
  })

  test('fetches sixteen times at once', async () => {
    const url = `tftp://127.0.0.1:${port}/loader.efi`
    const fetchOne = () =>
      fetches('loader.efi', (target) => ['curl', '-sS', '--tftp-blksize', '1428', '-o', target, url])
    await Promise.all(Array.from({ length: 16 }, fetchOne))
  })

  test('is told of an unknown name', async () => {
    // 68: "file not found on TFTP server".
    await expect(run('curl', ['-sS', `tftp://127.0.0.1:${port}/none`], { timeout: 3000 })).rejects.toMatchObject({
      code: 68,
    })
  })
})

test('every transfer of the clients above was seen to its end', async () => {
  for (let wait = 0; server.transfers > 0 && wait < 100; wait += 1) await new Promise((go) => setTimeout(go, 20))
  const starts = observations.filter(({ kind }) => kind === 'transfer-start')
  const ends = observations.filter((one) => one.kind === 'transfer-end')
  expect(ends).toHaveLength(starts.length)
  expect(ends.filter(({ outcome }) => outcome !== 'complete')).toEqual([])
})
