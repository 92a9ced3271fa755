import { esxiConfig } from './esxi'
import { paddedFloppy } from './floppy'
import { grubOfWay } from './grub'
import type { Maker } from './made'
import { WINDOWS_MAKERS } from '../../windows/makers'

/** Who makes which file, by its name in lower case. */
export const MAKERS: Readonly<Record<string, Maker | undefined>> = {
  'boot.cfg': esxiConfig,
  'floppy.img': paddedFloppy,
  'grub.cfg': grubOfWay,
  ...WINDOWS_MAKERS,
}
