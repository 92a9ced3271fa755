import { legible } from './clients/legible'
import type { Observation } from './clients/observation'
import { STRATEGY_WORDS } from './dhcp/strategy'
import type { LogLine } from './types'

/**
 * What one observation looks like in the live log; undefined for what happens too often to be read.
 * @param file what a transfer that ends here was of
 */
export function lineOf(observation: Observation, file?: string): Pick<LogLine, 'level' | 'text'> | undefined {
  const line = rawLine(observation, file)
  // Names and classes are what a peer sent: a terminal must not be led by them.
  return line && { level: line.level, text: legible(line.text) }
}

function rawLine(observation: Observation, file: string | undefined): Pick<LogLine, 'level' | 'text'> | undefined {
  switch (observation.kind) {
    case 'discover': {
      const who = observation.stage === 'ipxe' ? 'iPXE' : observation.arch
      return { level: 'info', text: `${who} asks for a boot server (${observation.detail})` }
    }
    case 'offer': {
      const { bootServer, file: named, strategy } = observation
      return {
        level: 'info',
        text: bootServer ? `answered on port 4011: ${named}` : `answered: ${named} (${STRATEGY_WORDS[strategy]})`,
      }
    }
    case 'lease': {
      const { server, ip } = observation
      const from = server === undefined || server === '0.0.0.0' || server === ip ? '' : ` from ${server}`
      return { level: 'info', text: `takes the address ${observation.ip}${from}` }
    }
    case 'refused':
      return { level: 'warning', text: `not answered: ${observation.why.replaceAll('-', ' ')}` }
    case 'ignored':
      return { level: 'info', text: 'left alone: a rule says so' }
    case 'transfer-start':
      return { level: 'debug', text: `${observation.ip} ${observation.protocol.toUpperCase()} ${observation.detail}` }
    case 'transfer-progress':
      return undefined
    case 'transfer-end':
      return endLine(observation, file)
    case 'not-found':
      return {
        level: observation.expected ? 'debug' : 'warning',
        text: `${observation.ip} asked by ${observation.protocol.toUpperCase()} for ${observation.file}, which is not here`,
      }
    case 'script':
      return {
        level: 'info',
        text: `${observation.ip} fetched its boot script: ${filesInWords(observation.files.length)} to load`,
      }
    case 'finished':
      return { level: 'info', text: `${observation.ip} says that it is done` }
  }
}

function endLine(
  { outcome, ip, detail, sentBytes }: Extract<Observation, { kind: 'transfer-end' }>,
  file = detail,
): Pick<LogLine, 'level' | 'text'> {
  switch (outcome) {
    case 'complete':
      return { level: 'info', text: `${ip} has the whole of ${file}, ${sentBytes} bytes` }
    case 'aborted-probe':
      return { level: 'debug', text: `${ip} asked for the size of ${file}` }
    case 'aborted':
      return { level: 'warning', text: `${ip} broke ${file} off after ${sentBytes} bytes ${detail}`.trimEnd() }
    case 'timed-out':
      return { level: 'warning', text: `${ip} went silent in ${file} after ${sentBytes} bytes` }
    case 'failed':
      return { level: 'warning', text: `${file} failed for ${ip} after ${sentBytes} bytes: ${detail}` }
  }
}

function filesInWords(count: number): string {
  return count === 1 ? '1 file' : `${count} files`
}
