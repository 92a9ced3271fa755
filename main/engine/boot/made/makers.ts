import type { Maker } from './made'

/** Who makes which file, by its name in lower case. */
export const MAKERS: Readonly<Record<string, Maker | undefined>> = {}
