import { legible } from './clients/legible'
import type { Observation } from './clients/observation'
import type { LogLine } from './types'

/** What one observation looks like in the live log; undefined for what happens too often to be read. */
export function lineOf(observation: Observation): Pick<LogLine, 'level' | 'text'> | undefined {
  const line = rawLine(observation)
  // Names and classes are what a peer sent: a terminal must not be led by them.
  return line && { level: line.level, text: legible(line.text) }
}

function rawLine(observation: Observation): Pick<LogLine, 'level' | 'text'> | undefined {
  switch (observation.kind) {
    case 'discover': {
      const who = observation.stage === 'ipxe' ? 'iPXE' : observation.arch
      return { level: 'info', text: `${who} asks for a boot server (${observation.detail})` }
    }
    case 'offer': {
      const port = observation.bootServer ? ' on port 4011' : ''
      return { level: 'info', text: `answered${port}: ${observation.file} (strategy ${observation.strategy})` }
    }
    case 'lease': {
      const from = observation.server === undefined ? '' : ` from ${observation.server}`
      return { level: 'info', text: `takes the address ${observation.ip}${from}` }
    }
    case 'refused':
      return { level: 'warning', text: `not answered: ${observation.why}` }
    case 'transfer-start':
      return { level: 'debug', text: `${observation.ip} ${observation.protocol.toUpperCase()} ${observation.detail}` }
    case 'transfer-progress':
      return undefined
    case 'transfer-end':
      return endLine(observation)
    case 'not-found':
      return {
        level: observation.expected ? 'debug' : 'warning',
        text: `${observation.ip} asked by ${observation.protocol.toUpperCase()} for ${observation.file}, which is not here`,
      }
    case 'script':
      return {
        level: 'info',
        text: `${observation.ip} fetched its boot script (${observation.files.length} files to load)`,
      }
  }
}

function endLine(observation: Extract<Observation, { kind: 'transfer-end' }>): Pick<LogLine, 'level' | 'text'> {
  const text = `${observation.ip} ${observation.detail}: ${observation.outcome}, ${observation.sentBytes} bytes`
  switch (observation.outcome) {
    case 'complete':
      return { level: 'info', text }
    case 'aborted-probe':
      return { level: 'debug', text }
    case 'aborted':
    case 'timed-out':
    case 'failed':
      return { level: 'warning', text }
  }
}
