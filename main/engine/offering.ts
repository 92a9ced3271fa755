import type { Assets } from './assets'
import { answerFile } from './boot/answers/source'
import { createBoot } from './boot/boot'
import type { Boot, BootFile, BootFileRequest, BootMedium, BootOptions } from './boot/contract'
import type { FileRequest, Resolution } from './boot/resolve'
import type { Observe } from './clients/observation'
import type { Clock } from './clock'
import { whatErases } from './erasing'
import { BootdropError } from './errors'
import type { Medium } from './media/medium'
import { openMedium } from './media/open'
import type { OpenOptions } from './media/options'
import type { NoticeSink } from './notices'
import { chooseMatch } from './recipes/choose'
import { problemInWords } from './recipes/load'
import type { ServeConfig, SignedKind } from './types'
import { watchMedium } from './watch'

export interface OfferingOptions {
  readonly assets: Assets
  /** OpenOptions.cache */
  readonly cache: string | undefined
  /** Breaks off the unpacking of a medium. */
  readonly signal?: AbortSignal
  readonly clock: Clock
  /** `http://192.168.1.20:8067` */
  readonly urlBase: string
  readonly observe: Observe
  readonly notify: NoticeSink
  readonly clearNotice: (code: string) => void
  readonly identify: BootOptions['identify']
  readonly hostname?: BootOptions['hostname']
  /** What was installed on a machine lately, whether the guard is on or not. */
  readonly installed: BootOptions['installed']
}

/** The part of a ServeConfig that may change while machines boot. */
export type Choice = Pick<
  ServeConfig,
  'media' | 'append' | 'loader' | 'rules' | 'menu' | 'menuTimeoutS' | 'installGuard'
>

/** One choice, opened. */
interface Served {
  readonly boot: Boot
  /** What becomes of a medium that is no longer chosen is no news. */
  unwatch(): void
  close(): Promise<void>
}

/** Somebody who tries forty ISOs in a row shall not keep forty disks busy; boots under way are done long before. */
const KEEP_EARLIER = 8

/**
 * What is served: media, a recipe, and the boot side made of them. A new choice counts from each machine's next boot on; what
 * was chosen before stays readable, so that boots under way go on.
 */
export class Offering {
  /** Newest first. */
  #served: Served[] = []

  constructor(private readonly options: OfferingOptions) {}

  /**
   * Serves `choice` from now on. When that fails, what was served before goes on.
   * @throws BootdropError `medium-*`, `no-recipe`, `recipe-unknown`, `loader-*`, `usage`
   */
  async choose(choice: Choice): Promise<void> {
    const served = await this.#open(choice)
    this.#served[0]?.unwatch()
    this.#served.unshift(served)
    await Promise.all(this.#served.splice(1 + KEEP_EARLIER).map((earlier) => earlier.close()))
  }

  /** Name and version of what machines boot. */
  get title(): string {
    return this.#served[0]?.boot.title ?? ''
  }

  /** Signed loaders that there are. */
  get signed(): readonly SignedKind[] {
    return this.#served[0]?.boot.signed ?? []
  }

  /** For DHCP. Only the newest choice is handed out. */
  bootFile(request: BootFileRequest): BootFile {
    return this.#served[0]?.boot.bootFile(request) ?? { kind: 'none', why: 'medium-gone' }
  }

  /** For TFTP and HTTP: the newest choice that has the name. */
  async resolve(request: FileRequest): Promise<Resolution> {
    let missing: Resolution = { kind: 'not-found', expected: true, reason: 'the server is still starting' }
    for (const [age, { boot }] of this.#served.entries()) {
      const found = await boot.resolve(request)
      if (found.kind === 'file') return found
      if (age === 0) missing = found
    }
    return missing
  }

  async close(): Promise<void> {
    await Promise.all(this.#served.splice(0).map((served) => served.close()))
  }

  async #open(choice: Choice): Promise<Served> {
    const media: Medium[] = []
    const ends: (() => void)[] = []
    const unwatch = (): void => {
      for (const end of ends.splice(0)) end()
    }
    const close = async (): Promise<void> => {
      unwatch()
      await Promise.all(media.map((medium) => medium.close()))
    }
    try {
      for (const { path } of choice.media) media.push(await openMedium(path, this.#openOptions()))
      const boot = await this.#boot(choice, media)
      const { clock, notify, clearNotice } = this.options
      for (const { identity } of media) {
        if (identity.filesystem !== 'url') ends.push(watchMedium(identity.path, clock, notify, clearNotice))
      }
      return { boot, unwatch, close }
    } catch (error) {
      await close()
      throw error
    }
  }

  #openOptions(): OpenOptions {
    const { cache, signal } = this.options
    return { ...(cache === undefined ? {} : { cache }), ...(signal === undefined ? {} : { signal }) }
  }

  async #boot(choice: Choice, media: readonly Medium[]): Promise<Boot> {
    const { assets, clock, notify, observe, urlBase, identify, hostname, installed } = this.options
    if (media.length === 0)
      throw new BootdropError('usage', 'There is no medium to serve: choose one first.', {
        reason: 'no-medium',
      })
    const { recipes, problems } = await assets.recipes()
    for (const problem of problems) {
      const { file, line, reason } = problem
      const details = { file, ...(line > 0 ? { line } : {}), problem: reason }
      notify('warning', 'recipe-broken', `This recipe is left out: ${problemInWords(problem)}`, undefined, details)
    }
    const menu: BootMedium[] = []
    for (const [at, medium] of media.entries()) {
      const { recipe, entry, options, answer } = choice.media[at] ?? {}
      const match = await chooseMatch(medium, recipes, recipe)
      menu.push({
        medium,
        match,
        ...(entry === undefined ? {} : { entry }),
        ...(options === undefined ? {} : { options }),
        ...(answer === undefined ? {} : { answer: await answerFile(answer, assets) }),
      })
    }
    const loaders = await assets.loaders()
    for (const { level, code, text, details } of loaders.notices) notify(level, code, text, undefined, details)
    for (const { path, sha256 } of loaders.user) {
      const text = `From your folder of loaders: ${path}, SHA-256 ${sha256}.`
      notify('info', 'user-loader', text, undefined, { path, sha256 })
    }
    const { append, loader, rules, menuTimeoutS, installGuard } = choice
    const options: BootOptions = {
      media: menu,
      matchOf: (medium, recipe) => chooseMatch(medium, recipes, recipe),
      answerOf: (chosen) => answerFile(chosen, assets),
      append,
      loader,
      rules,
      menu: choice.menu,
      menuTimeoutS,
      loaders,
      urlBase,
      identify,
      ...(hostname === undefined ? {} : { hostname }),
      installed: (machine) => (installGuard ? installed(machine) : undefined),
      observe,
      notify: ({ level, code, text, mac, details }) => notify(level, code, text, mac, details),
    }
    const boot = await createBoot(options, clock)
    const erasing = await whatErases(menu, rules, options.answerOf)
    if (erasing === undefined) this.options.clearNotice('erases-disks')
    else notify('warning', 'erases-disks', erasing.text, undefined, erasing.details)
    return boot
  }
}
