import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAssets, type Assets } from './engine/assets'
import { systemClock } from './engine/clock'
import { previewAnswer } from './engine/boot/answers/preview'
import { answerFile } from './engine/boot/answers/source'
import { erasesDisk } from './engine/boot/answers/wipes'
import { usedVariables } from './engine/boot/answers/variables'
import { loaderNeeded, wimbootsOf } from './engine/boot/loader-needed'
import { createEngine, type Engine } from './engine/engine'
import { BootdropError } from './engine/errors'
import { openMedium } from './engine/media/open'
import type { OpenOptions } from './engine/media/options'
import { listCards } from './engine/net/cards'
import { inspectMedium } from './engine/recipes/inspect'
import type { Recipe } from './engine/recipes/schema'
import type { SessionPorts } from './engine/session'
import { DEFAULT_PORTS } from './engine/initial'
import type { BrokenRecipe, Card, MediumReport } from './engine/types'
import type { AnswerPreview } from '../preload/contract'
import { prepareRecipesFolder, watchFolder } from './own-recipes'
import { createFixes, type PermissionFixes } from './permission/fixes'
import type { Permission } from './permission/permission'
import { cacheFolder, fileStorage, recipesFolder, stateFolder } from './storage'
import { createVendors } from './vendors'

/** What every host needs from the engine side: the window in index.ts, the command line in cli.ts. */
export interface Host {
  readonly engine: Engine
  readonly assets: Assets
  /** @throws BootdropError `medium-*` when it is none */
  inspect(path: string, options?: Pick<OpenOptions, 'signal' | 'onProgress'>): Promise<MediumReport>
  /** Every network card, the best to serve on first. */
  cards(): Promise<readonly Card[]>
}

/** What the window needs beyond it. */
export interface WindowHost extends Host {
  /** Where they are not the well-known ones. */
  readonly ports: Partial<SessionPorts>
  /** Another engine at the same ports that remembers nothing: for a moment when `engine` is stopped. */
  secondEngine(): Engine
  /** What the user may have done by a button of pre-flight; undefined where nobody can be asked for permission. */
  readonly fixes?: PermissionFixes | undefined
  /** Recipes that are left out because they are broken. */
  brokenRecipes(): Promise<readonly BrokenRecipe[]>
  /** An answer file as a machine would get it. @throws BootdropError `answer-missing`, `recipe-unknown` */
  previewAnswer(recipe: string, answer: string): Promise<AnswerPreview>
  /** The folder of the user's own recipes, made where there is none yet. */
  recipesFolder(): Promise<string>
  /** Calls back after a change in that folder. Returns what ends it. */
  onRecipes(listener: () => void): () => void
}

/**
 * The real engine on the real clock, with the assets that came with this build.
 * @param loaders the user's own folder of boot loaders, asked for at each start; undefined for none
 * @param permission how to ask for the rights of an administrator; the command line goes without, and is run by one
 */
export function createHost(loaders: () => string | undefined = () => undefined, permission?: Permission): WindowHost {
  const assets = createAssets(assetsFolder(), { loaders, recipes: recipesFolder })
  const ports = portsFromEnvironment(process.env['BOOTDROP_PORTS'])
  const storage = fileStorage(stateFolder())
  const opener = permission?.holding.open
  const engine = createEngine({
    ...{ clock: systemClock, assets, storage, ports, cache: cacheFolder(), vendors: createVendors() },
    ...(opener === undefined ? {} : { opener }),
  })
  return {
    assets,
    ports,
    fixes: permission && createFixes({ ...permission, engine, cards: listCards, storage, ports }),
    secondEngine: () =>
      createEngine({ clock: systemClock, assets, ports, ...(opener === undefined ? {} : { opener }) }),
    engine,
    cards: listCards,
    brokenRecipes: async () => (await assets.recipes()).problems,
    previewAnswer: (recipe, answer) => previewOf(assets, recipe, answer),
    async recipesFolder() {
      const folder = recipesFolder()
      await prepareRecipesFolder(folder)
      return folder
    },
    onRecipes: (listener) => watchFolder(recipesFolder(), listener),
    async inspect(path, options = {}) {
      const startedAt = performance.now()
      const shelf = await assets.recipes()
      const medium = await openMedium(path, { ...options, cache: cacheFolder() })
      try {
        const report = await inspectMedium(medium, shelf.recipes, startedAt, shelf)
        return await withLoaderNeeded(report, shelf.recipes, assets)
      } finally {
        await medium.close()
      }
    },
  }
}

/** An inspection knows only the medium: which loaders are here is added. A folder of loaders that is broken is told of elsewhere. */
async function withLoaderNeeded(
  report: MediumReport,
  recipes: readonly Recipe[],
  assets: Assets,
): Promise<MediumReport> {
  const names = wimbootsOf(report, recipes)
  const loaders = names.length === 0 ? undefined : await assets.loaders().catch(() => undefined)
  const notice = loaders && loaderNeeded(names, loaders)
  return notice === undefined ? report : { ...report, notices: [...report.notices, notice] }
}

async function previewOf(assets: Assets, recipeId: string, answer: string): Promise<AnswerPreview> {
  const recipe = (await assets.recipes()).recipes.find(({ id }) => id === recipeId)
  if (recipe?.answer === undefined) {
    throw new BootdropError('recipe-unknown', `The recipe "${recipeId}" is gone, or takes no answer file.`, {
      recipeId,
    })
  }
  const source = await (await answerFile(answer, assets)).read()
  const preview = await previewAnswer(answer, recipe, { assets })
  const wipes = erasesDisk(source, recipe.answer, recipe.installs)
  return { ...preview, filled: [...usedVariables(source)], wipes }
}

/**
 * An installed app keeps its assets in Electron's resources folder, a checkout in its top folder. The bundler may put this file
 * into a folder of chunks, so the top is looked for, not counted.
 */
function assetsFolder(): string {
  const installed = 'resourcesPath' in process ? join(String(process.resourcesPath), 'assets') : undefined
  if (installed !== undefined && existsSync(join(installed, 'recipes'))) return installed
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'assets', 'recipes')) && dirname(folder) !== folder) folder = dirname(folder)
  return join(folder, 'assets')
}

/**
 * `BOOTDROP_PORTS=dhcp=6067,pxe=14011,tftp=6069` moves the ports, for tests and demonstrations on a machine where the low ones
 * are barred. Real firmware only knows the well-known ones.
 */
export function portsFromEnvironment(text: string | undefined): Partial<SessionPorts> {
  const ports: Partial<Record<keyof SessionPorts, number>> = {}
  for (const part of (text ?? '').split(',')) {
    const [name, number] = part.split('=')
    if (name !== undefined && isPortName(name) && Number.isInteger(Number(number))) ports[name] = Number(number)
  }
  return ports
}

function isPortName(name: string): name is keyof SessionPorts {
  return Object.hasOwn(DEFAULT_PORTS, name)
}
