/** What the engine hears of a machine that fetched its script, its grub.cfg or its image. */
import type { BootPlan, ImagePlan } from '../recipes/types'
import type { ClientArch, Ipv4, Mac, WhyCode } from '../types'
import type { BootOptions } from './contract'
import { urlOf } from './file-urls'
import type { MediumUrls } from './file-urls'

/** Who fetched it. */
export interface Asker {
  readonly ip: Ipv4
  readonly mac: Mac | undefined
  readonly uuid: string | undefined
  readonly arch: ClientArch | undefined
  readonly model: string | undefined
}

/** What it was given. `files` are the names that it will ask for; none where it goes to its own disk or shows a menu. */
export interface Given {
  readonly files: readonly string[]
  readonly title: string
  readonly installs: boolean
  readonly doing?: 'menu' | 'local-disk'
  readonly expectsMore?: boolean
  readonly memory?: { readonly hasMiB: number; readonly needsMiB: number }
}

export interface Reports {
  script(asker: Asker, given: Given): void
  refused(asker: Asker, why: WhyCode, reasons: readonly string[]): void
  warning(asker: Asker, code: string, text: string): void
}

export function createReports({ observe, notify }: Pick<BootOptions, 'observe' | 'notify'>): Reports {
  const warning = ({ mac }: Asker, code: string, text: string): void =>
    notify?.({ level: 'warning', code, text, ...(mac === undefined ? {} : { mac }) })
  return {
    warning,
    script({ model, ...asker }, given) {
      observe?.({ kind: 'script', ...asker, ...given, ...(model === undefined ? {} : { model }) })
    },
    refused(asker, why, reasons) {
      const { mac, arch } = asker
      if (mac === undefined) return
      observe?.({ kind: 'refused', mac, arch: arch ?? 'unknown', why })
      warning(asker, why, reasons.join(' '))
    },
  }
}

/** The names under which a plan's files are asked for. What another server has is not asked of us. */
export function filesOf(plan: BootPlan, urls: MediumUrls, mac: Mac | undefined): string[] {
  const names = plan.files.map((file) => urlOf(file, urls, mac)).filter((url) => url.startsWith(`${urls.server}/`))
  return names.map((url) => decodeURIComponent(url.slice(urls.server.length)))
}

export function givenBy(plan: BootPlan | ImagePlan, files: readonly string[]): Given {
  // What the kernel is told of us, it fetches from us: a squashfs, a repository, an answer file.
  const expectsMore = plan.kind === 'plan' && /\$\{(base|iso|answers?|server|made)\}/.test(plan.args)
  return { files, title: plan.title, installs: plan.installs, expectsMore }
}
