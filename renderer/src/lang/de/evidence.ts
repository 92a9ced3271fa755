import type { Words } from '../words'

export const evidence: Words['evidence'] = {}
