import { checks } from './checks'
import { common } from './common'
import { evidence } from './evidence'
import { format } from './format'
import { history } from './history'
import { machines } from './machines'
import { pages } from './pages'
import { permission } from './permission'
import { screen } from './screen'
import { selftest } from './selftest'
import { settings } from './settings'
import { shell } from './shell'
import { trouble } from './trouble'
import type { Words } from '../words'

/** German. */
export const de: Words = {
  checks,
  common,
  evidence,
  format,
  history,
  machines,
  pages,
  permission,
  screen,
  selftest,
  settings,
  shell,
  trouble,
}
