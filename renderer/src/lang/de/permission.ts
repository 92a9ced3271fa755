import type { Words } from '../words'

export const permission: Words['permission'] = {}
