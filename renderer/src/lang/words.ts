import type { LanguageId } from '../../../preload/contract'
import { de } from './de/index'
import { en } from './en/index'

/**
 * Every text of the window, the menus and the tray. English is the pattern: each further language is one folder with the same
 * names, and the type checker tells what is missing in it. Texts with numbers or names in them are functions, for languages put them
 * in different places.
 */
export type Words = typeof en

export const LANGUAGES: Readonly<Record<LanguageId, Words>> = { en, de }

/** What each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<LanguageId, string>> = { en: 'English', de: 'Deutsch' }
