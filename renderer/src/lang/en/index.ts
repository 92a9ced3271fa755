import { answers } from './answers'
import { checks } from './checks'
import { common } from './common'
import { errors } from './errors'
import { evidence } from './evidence'
import { format } from './format'
import { history } from './history'
import { log } from './log'
import { machines } from './machines'
import { medium } from './medium'
import { network } from './network'
import { notices } from './notices'
import { pages } from './pages'
import { permission } from './permission'
import { problems } from './problems'
import { recipe } from './recipe'
import { recipes } from './recipes'
import { screen } from './screen'
import { selftest } from './selftest'
import { settings } from './settings'
import { shell } from './shell'
import { start } from './start'
import { strip } from './strip'
import { told } from './told'
import { trouble } from './trouble'

/** English, the pattern of all languages. */
export const en = {
  answers,
  checks,
  common,
  errors,
  evidence,
  format,
  history,
  log,
  machines,
  medium,
  network,
  notices,
  pages,
  permission,
  problems,
  recipe,
  recipes,
  screen,
  selftest,
  settings,
  shell,
  start,
  strip,
  told,
  trouble,
}
