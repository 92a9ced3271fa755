import { join } from 'node:path'
import type { RuleId } from './messages'

/** What is open in the firewall right now, one file each. Written by the helper; everybody may look whether one is there. */
const RECORDS = '/run/bootdrop'

export const recordsFolder = (): string => RECORDS

export const recordPath = (id: RuleId): string => join(RECORDS, id)
