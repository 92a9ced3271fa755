import type { ServedChoice, ServeMode } from '../engine/types'

/**
 * Which machines a choice of signed loaders leaves without an answer, and what helps; undefined where all get one. BIOS machines
 * do, for there is no Secure Boot in them. GRUB off a medium works by PXE only where Bootdrop leases (engine/boot/chains.ts).
 */
export function signedWarning(served: ServedChoice | undefined, mode: ServeMode): string | undefined {
  if (served === undefined) return undefined
  const { loader, rules, signed } = served
  const byRule = loader !== 'signed'
  if (byRule && !rules.some(({ action }) => action.loader === 'signed')) return undefined
  if (signed.includes('ipxe')) return undefined
  const byHttp = signed.includes('medium-http')
  const byPxe = signed.includes('medium-pxe') && mode === 'dhcp'
  if (byHttp && byPxe) return undefined
  const who = byRule ? 'to which a rule gives a signed loader ' : ''
  return `${leftOut(byHttp, byPxe, who)} ${whatHelps(served, mode, byHttp)}`
}

function leftOut(byHttp: boolean, byPxe: boolean, who: string): string {
  if (byHttp)
    return `UEFI machines ${who}that ask by PXE will not be answered: the medium's signed loader works by UEFI HTTP Boot alone here.`
  if (byPxe)
    return `UEFI machines ${who}that ask by HTTP Boot will not be answered: the medium's signed loader works by PXE alone.`
  return `UEFI machines ${who}will not be answered: there is no signed loader that works here.`
}

function whatHelps({ signed, loader }: ServedChoice, mode: ServeMode, byHttp: boolean): string {
  const ways = [
    ...(byHttp ? ["choose HTTP Boot in the machine's boot menu"] : []),
    ...(signed.includes('medium-pxe') && mode === 'proxy'
      ? ['on a cable or switch of its own let Bootdrop give the addresses (--mode dhcp)']
      : []),
    ...(mode === 'dhcp' && !byHttp && signed.includes('medium-pxe') ? ["choose PXE in the machine's boot menu"] : []),
    'give the files of an iPXE release, shim included, with --loaders',
    `switch Secure Boot off in the firmware setup and ${loader === 'signed' ? 'choose --loader auto' : 'write "loader: auto" into the rule'}`,
  ]
  return `What helps: ${ways.join('; or ')}.`
}
