import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { download } from '../../build/lib/download.mjs'

describe('a download', () => {
  let folder: string
  let stop: () => void
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'bootdrop-download-'))))
  afterEach(async () => {
    stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener)
    stop = () => server.close()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`
  }

  it('ends with the whole file in its place and no part of it beside', async () => {
    const url = await serve((_, response) => response.end('all of it'))
    await download(url, join(folder, 'file'), 'file')
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('all of it')
    expect(await readdir(folder)).toEqual(['file'])
  })

  it('never takes a file that the server broke off for a whole one', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('the first part')
      setTimeout(() => response.destroy(), 20)
    })
    await expect(download(url, join(folder, 'file'), 'file')).rejects.toThrow()
    expect(await readdir(folder)).not.toContain('file')
  })

  it('names the address when the server says no', async () => {
    const url = await serve((_, response) => response.writeHead(404).end())
    await expect(download(url, join(folder, 'file'), 'file')).rejects.toThrow(`${url} answered 404`)
  })
})
