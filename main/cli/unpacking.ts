import type { OpenProgress } from '../engine/media/options'
import type { Output } from './output'

/** Steps that a person is told. */
const STEP = 0.1

/** Says on stderr how far the unpacking of a medium is: its beginning, and each tenth of it. */
export function tellUnpacking(output: Pick<Output, 'json' | 'say'>): (progress: OpenProgress) => void {
  let next = 0
  let last = ''
  return ({ done, text }) => {
    if (output.json) return
    if (text !== last) next = 0
    if (text === last && (done === undefined || done < next)) return
    last = text
    output.say(done === undefined ? `${text} …` : `${text}: ${Math.floor(done * 100)} %`)
    next = Math.floor((done ?? 0) / STEP) * STEP + STEP
  }
}
