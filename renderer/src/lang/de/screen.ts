import type { Words } from '../words'

export const screen: Words['screen'] = {}
