import type { Mac, NoticeDetails, NoticeLevel } from './types'

/**
 * Where the parts of the engine put what the user should know (DESIGN.md section 8).
 * @param details the facts in `text`, for words in other languages
 */
export type NoticeSink = (level: NoticeLevel, code: string, text: string, mac?: Mac, details?: NoticeDetails) => void
