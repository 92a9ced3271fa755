import { esxiConfig } from './esxi'
import { grubOfWay } from './grub'
import type { Maker } from './made'

/** Who makes which file, by its name in lower case. */
export const MAKERS: Readonly<Record<string, Maker | undefined>> = {
  'boot.cfg': esxiConfig,
  'grub.cfg': grubOfWay,
}
