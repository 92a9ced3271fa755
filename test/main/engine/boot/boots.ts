import { answerFile } from '../../../../main/engine/boot/answers/source'
import { createBoot } from '../../../../main/engine/boot/boot'
import type { Boot, BootFileRequest, BootOptions, MachineFacts } from '../../../../main/engine/boot/contract'
import type { Resolution } from '../../../../main/engine/boot/resolve'
import { chooseMatch } from '../../../../main/engine/recipes/choose'
import { matchRecipes } from '../../../../main/engine/recipes/match'
import type { RecipeMatch } from '../../../../main/engine/recipes/types'
import type { Medium } from '../../../../main/engine/media/medium'
import { bytesOf } from '../../../support/media'
import { shippedRecipes } from '../recipes/shelf'
import { facts, testLoaders, URL_BASE } from './parts'

/** The best match, refusals too, or the recipe that is asked for. */
export async function matchOf(medium: Medium, recipe?: string): Promise<RecipeMatch> {
  const recipes = await shippedRecipes()
  if (recipe !== undefined) return chooseMatch(medium, recipes, recipe)
  const [match] = await matchRecipes(medium, recipes)
  if (!match) throw new Error('no recipe matched')
  return match
}

const NO_EXAMPLES = { answerExample: (id: string) => Promise.reject(new Error(`there is no ${id}`)) }

/** A real boot side over media in memory, with the recipes that ship. */
export async function testBoot(media: readonly Medium[], changes: Partial<BootOptions> = {}): Promise<Boot> {
  return createBoot({
    media: await Promise.all(media.map(async (medium) => ({ medium, match: await matchOf(medium) }))),
    matchOf,
    answerOf: (chosen) => answerFile(chosen, NO_EXAMPLES),
    append: '',
    loader: 'auto',
    rules: [],
    menu: 'several',
    menuTimeoutS: 10,
    loaders: testLoaders(),
    urlBase: URL_BASE,
    identify: () => undefined,
    installed: () => undefined,
    ...changes,
  })
}

/** What DHCP asks for firmware of x64 UEFI in proxy mode. */
export function asked(machine: Partial<MachineFacts> = {}, changes: Partial<BootFileRequest> = {}): BootFileRequest {
  return { machine: facts(machine), stage: 'firmware', mode: 'proxy', attempt: 0, ...changes }
}

/** Text of what was found. @throws Error with the reason where it was not */
export async function text(resolution: Resolution): Promise<string> {
  if (resolution.kind !== 'file') throw new Error(resolution.reason)
  return (await bytesOf(resolution.file)).toString('utf8')
}
