import type { Words } from '../words'

export const machines: Words['machines'] = {}
