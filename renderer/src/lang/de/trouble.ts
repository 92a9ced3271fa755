import type { Words } from '../words'

export const trouble: Words['trouble'] = {}
