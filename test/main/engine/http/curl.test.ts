import { execFile, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileOnDisk } from '../../../../main/engine/media/files'
import { endsOf, serveFiles, sha256, startsOf, type TestServer } from './support'

const MIB = 1024 * 1024
const GIB6 = 6 * 1024 * MIB
const curlIsThere = (() => {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

const run = promisify(execFile)

/** What curl wrote to its standard output. */
async function curl(...args: string[]): Promise<Buffer> {
  const options = { encoding: 'buffer', maxBuffer: 128 * MIB } as const
  return (await run('curl', ['--silent', '--show-error', '--noproxy', '*', ...args], options)).stdout
}

describe.skipIf(!curlIsThere && process.env['BOOTDROP_REQUIRE'] !== 'all')('with curl', () => {
  const content = randomBytes(20 * MIB + 12_345)
  const end = Buffer.from('the very end of six gibibytes')
  let folder: string
  let server: TestServer

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bootdrop-curl-'))
    await writeFile(join(folder, 'initrd.gz'), content)
    const sparse = await open(join(folder, 'huge.iso'), 'w')
    await sparse.write(end, 0, end.length, GIB6 - end.length)
    await sparse.close()
    server = await serveFiles({
      '/initrd.gz': { open: () => fileOnDisk(join(folder, 'initrd.gz')) },
      '/huge.iso': { open: () => fileOnDisk(join(folder, 'huge.iso')) },
    })
  })

  afterAll(async () => {
    await server.service.close()
    await rm(folder, { recursive: true })
  })

  test('a whole file arrives with the right hash', async () => {
    expect(sha256(await curl(`${server.url}/initrd.gz`))).toBe(sha256(content))
  })

  test('a cut download is resumed where it ended', async () => {
    const target = join(folder, 'resumed')
    await writeFile(target, content.subarray(0, 7 * MIB + 1))
    server.observations.length = 0
    await curl('--continue-at', '-', '--output', target, `${server.url}/initrd.gz`)
    expect(sha256(await readFile(target))).toBe(sha256(content))
    expect(startsOf(server.observations)).toMatchObject([{ sizeBytes: content.length - 7 * MIB - 1 }])
  })

  test('the end of a file of six GiB is reached by range', async () => {
    expect(await curl('--range', `${GIB6 - end.length}-`, `${server.url}/huge.iso`)).toEqual(end)
    expect(await curl('--range', '-8', `${server.url}/huge.iso`)).toEqual(end.subarray(-8))
  })

  test('HEAD tells the length of a file of six GiB', async () => {
    const head = (await curl('--head', `${server.url}/huge.iso`)).toString()
    expect(head).toContain(`Content-Length: ${GIB6}\r\n`)
    expect(head).toContain('Content-Type: application/vnd.efi-iso\r\n')
  })

  test('two files come over one connection', async () => {
    const format = ['--write-out', '%{num_connects} ', '--output', '/dev/null']
    const text = await curl(...format, `${server.url}/initrd.gz`, ...format, `${server.url}/initrd.gz`)
    expect(text.toString()).toBe('1 0 ')
  })

  test('an unchanged file is not sent again, a changed one is', async () => {
    const tags = join(folder, 'etag')
    const args = [
      '--etag-compare',
      tags,
      '--etag-save',
      tags,
      '--output',
      join(folder, 'copy'),
      '--write-out',
      '%{http_code}',
    ]
    const ask = async () => (await curl(...args, `${server.url}/initrd.gz`)).toString()
    expect([await ask(), await ask()]).toEqual(['200', '304'])
    await writeFile(join(folder, 'initrd.gz'), content)
    expect(await ask()).toBe('200')
  })

  test('a climb that curl does not tidy away is refused', async () => {
    const format = ['--path-as-is', '--output', '/dev/null', '--write-out', '%{http_code}']
    expect((await curl(...format, `${server.url}/../../etc/passwd`)).toString()).toBe('400')
  })

  test('sixteen machines at once all get the right bytes', async () => {
    server.observations.length = 0
    const bodies = await Promise.all(Array.from({ length: 16 }, () => curl(`${server.url}/initrd.gz`)))
    const expected = sha256(content)
    expect(bodies.every((body) => sha256(body) === expected)).toBe(true)
    expect(endsOf(server.observations).every(({ outcome }) => outcome === 'complete')).toBe(true)
    expect(server.openFiles()).toBe(0)
  })
})
