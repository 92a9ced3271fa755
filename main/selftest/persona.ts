import type { Mac } from '../engine/types'

/** Locally administered, so that no real card has it; other than those of the demo (virtual/persona.ts). */
const PREFIX = '02:bd:5e'

/** Who boots in one self-test. @param random 0 to 1: two tests on one wire shall not take each other's answers */
export function selfTestPersona(random: () => number): { readonly mac: Mac; readonly uuid: Uint8Array } {
  const number = Math.floor(random() * 0x1000000)
  const digits = number.toString(16).padStart(6, '0')
  const uuid = Buffer.from('b007d4095e1f40008000000000000000', 'hex')
  uuid.writeUInt32BE(number, 12)
  return { mac: `${PREFIX}:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4)}`, uuid }
}
