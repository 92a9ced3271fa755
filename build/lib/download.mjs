import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { progress } from './say.mjs'

/** A network that swallows packets is given up when nothing came for this long. */
const SILENCE_MS = 20_000

/**
 * Downloads a file; until it is whole it is called `<path>.part`.
 * @param {string} url @param {string} path @param {string} title for the progress line
 * @throws {Error} when the server says no, the network fails, or nothing comes for SILENCE_MS
 */
export async function download(url, path, title) {
  const silence = new AbortController()
  const giveUp = () => silence.abort(new Error(`${new URL(url).host} sent nothing for ${SILENCE_MS / 1000} s`))
  let timer = setTimeout(giveUp, SILENCE_MS)
  const shown = progress(title)
  try {
    const response = await fetch(url, { signal: silence.signal })
    if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`)
    const total = Number(response.headers.get('content-length') ?? 0)
    let done = 0
    const counted = async function* (/** @type {AsyncIterable<Uint8Array>} */ source) {
      for await (const data of source) {
        clearTimeout(timer)
        timer = setTimeout(giveUp, SILENCE_MS)
        shown.at((done += data.length), total)
        yield data
      }
    }
    await pipeline(
      Readable.fromWeb(/** @type {import("node:stream/web").ReadableStream} */ (response.body)),
      counted,
      createWriteStream(`${path}.part`),
    )
    if (total > 0 && done !== total) throw new Error(`${url} ended after ${done} of ${total} bytes`)
    await rename(`${path}.part`, path)
  } finally {
    clearTimeout(timer)
    shown.end()
  }
}
