/** What the variables of an answer file become for one machine. */
import type { Ipv4, Mac } from '../../types'
import { machineName, scriptValues } from '../file-urls'
import type { MediumUrls } from '../file-urls'
import type { AnswerValues } from './variables'

/** A machine, as far as it is known when it asks. */
export interface AnswerMachine {
  readonly mac: Mac | undefined
  readonly uuid: string | undefined
  /** From its SMBIOS. */
  readonly serial: string | undefined
  /** As its DHCP messages have it (option 12). */
  readonly hostname: string | undefined
  readonly ip: Ipv4
}

/** What is booted. */
export interface AnswerSubject {
  readonly urls: MediumUrls
  readonly recipeId: string
  /** MediumIdentity.fileName */
  readonly medium: string
}

/** A host name's label (RFC 1123 2.1, RFC 1035 2.3.4). */
const MAX_LABEL = 63

export function answerValues(machine: AnswerMachine, { urls, recipeId, medium }: AnswerSubject): AnswerValues {
  const { mac, uuid, serial, ip } = machine
  const { base, iso, server, host, answers, finished } = scriptValues(urls, mac, '', undefined)
  return {
    mac: mac ?? '',
    'mac-dashes': mac === undefined ? '' : machineName(mac),
    uuid: uuid ?? '',
    serial: legibleSerial(serial ?? ''),
    hostname: hostnameOf(machine),
    ip,
    server,
    host,
    base,
    iso,
    answers,
    finished,
    recipe: recipeId,
    medium,
  }
}

/**
 * The first label of what DHCP knows, with nothing in it that is no part of a host name; else `pc-` and the last six digits of the
 * MAC; `pc` where that is not known either.
 */
export function hostnameOf({ hostname = '', mac }: Pick<AnswerMachine, 'hostname' | 'mac'>): string {
  const [label = ''] = hostname.toLowerCase().split('.')
  const clean = label
    .replace(/[^a-z0-9-]/g, '-')
    .slice(0, MAX_LABEL)
    .replace(/^-+|-+$/g, '')
  // A name of digits alone is refused by some installers, and taken for an address by others.
  if (/[a-z]/.test(clean)) return clean
  return mac === undefined ? 'pc' : `pc-${mac.replaceAll(':', '').slice(-6)}`
}

/** It stands in shell commands and in XML: a board's maker shall not write those. */
function legibleSerial(serial: string): string {
  return serial.replace(/[^\w.+/-]/g, '').slice(0, MAX_LABEL)
}
