import type { Words } from '../words'

export const selftest: Words['selftest'] = {}
