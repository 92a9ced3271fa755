/** What is made for a machine that starts Windows PE: winpeshl.ini, go.cmd, curl.exe, drivers.cab. */
import type { MadeFor, Maker } from '../boot/made/made'
import { machineName } from '../boot/file-urls'
import { machineOf, targetOf } from '../boot/machine'
import { placedFiles } from '../boot/ways'
import type { Medium } from '../media/medium'
import { encodePath } from '../recipes/urls'
import { batchLines } from './batch'
import { driverPack } from './drivers/pack'
import { bootImage, curlOf, editionsOf, installImage, productOf, wimFacts } from './facts'
import type { InstallImage, WimFacts } from './facts'
import { goCmd } from './go-cmd'
import { pciDevices } from './pci'

type Curl = Uint8Array | { readonly reason: string }

interface Media {
  readonly boot: WimFacts | undefined
  readonly install: InstallImage | undefined
}

/** Read once, by the path of the boot image: every machine of a classroom asks. */
const curls = new WeakMap<Medium, Map<string, Promise<Curl>>>()

export const WINDOWS_MAKERS: Readonly<Record<string, Maker>> = {
  // winpeshl.exe reads it before anything else, and restarts the machine when what it started ends.
  'winpeshl.ini': () => Promise.resolve(batchLines(['[LaunchApps]', '"go.cmd"'])),

  async 'go.cmd'(made) {
    const media = await mediaOf(made)
    const { boot, install } = media
    const facts = install ?? boot
    if (facts === undefined) return undefined
    const { options = {} } = made.choice
    const share = text(options, 'share')
    const curl = share === undefined ? await curlOnce(made.medium, media) : undefined
    const editions = editionsOf(facts)
    const image = editions[0] ?? bootImage(facts)
    const product = productOf(editions.length > 0 ? editions : facts.images)
    return goCmd({
      title: [product, image?.version].filter(Boolean).join(' '),
      query: machineQuery(made.query),
      madeUrl: `${made.urls.made}/${machineName(made.mac)}`,
      finishedUrl: `${made.urls.server}/finished?mac=${made.mac ?? ''}`,
      share,
      editions: editions.map(({ index, name }) => ({ index, name })),
      files: (install?.parts ?? []).map(({ path, name, size }, at) => ({
        name: nameOf(name, at),
        url: `${made.urls.base}${encodePath(path)}`,
        size,
      })),
      edition: text(options, 'edition'),
      erase: text(options, 'erase'),
      drivers: text(options, 'drivers') !== undefined,
      bypass: options['bypass'] === 'yes',
      noCurl: curl !== undefined && 'reason' in curl ? curl.reason : undefined,
    })
  },

  /** Words in place of a program where there is none: go.cmd knows, and an absent file would stop the boot. */
  async 'curl.exe'(made) {
    const curl = await curlOnce(made.medium, await mediaOf(made))
    return 'reason' in curl ? `No curl.exe: ${curl.reason}.\r\n` : curl
  },

  async 'drivers.cab'(made) {
    const folder = text(made.choice.options ?? {}, 'drivers')
    if (folder === undefined) return undefined
    const { boot } = await mediaOf(made)
    const cpu = (boot && bootImage(boot)?.cpu) ?? 'x64'
    return driverPack(folder, cpu, pciDevices(made.query.get('pci') ?? ''))
  },
}

/** Of the boot image that this machine was given: media for two processors have two. */
async function mediaOf({ medium, planFor, query }: MadeFor): Promise<Media> {
  const plan = planFor(targetOf(machineOf(query).arch))
  const files = plan.kind === 'plan' ? placedFiles(plan) : []
  const path = files.map(({ file }) => file).find((file) => typeof file === 'string' && /\.wim$/i.test(file))
  if (typeof path !== 'string') return { boot: undefined, install: undefined }
  const folder = path.slice(0, path.lastIndexOf('/')) || '/'
  return { boot: await wimFacts(medium, path), install: await installImage(medium, folder) }
}

function curlOnce(medium: Medium, { boot, install }: Media): Promise<Curl> {
  const known = curls.get(medium) ?? new Map<string, Promise<Curl>>()
  curls.set(medium, known)
  const path = boot?.path ?? ''
  const found = known.get(path) ?? curlOf(medium, boot, install)
  known.set(path, found)
  return found
}

/** What the machine told, for its further requests. */
function machineQuery(query: URLSearchParams): string {
  const words = ['platform', 'arch'].map((name) => `${name}=${(query.get(name) ?? '').replace(/\W/g, '')}`)
  return words.join('&')
}

/** As DISM wants them, whatever the medium's spelling is. */
function nameOf(name: string, at: number): string {
  const ending = name.slice(name.lastIndexOf('.')).toLowerCase()
  return `install${at === 0 ? '' : at + 1}${ending}`
}

function text(options: NonNullable<MadeFor['choice']['options']>, id: string): string | undefined {
  const value = options[id]?.trim() ?? ''
  return value === '' ? undefined : value
}
