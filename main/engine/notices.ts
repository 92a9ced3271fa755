import type { Mac, NoticeLevel } from './types'

/** Where the parts of the engine put what the user should know (DESIGN.md section 8). */
export type NoticeSink = (level: NoticeLevel, code: string, text: string, mac?: Mac) => void
