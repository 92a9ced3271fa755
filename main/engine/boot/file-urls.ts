/** Where on the server the files of a plan are. virtual-root.ts has the other end of these names. */
import type { PlanFile } from '../recipes/types'
import { encodePath } from '../recipes/urls'
import type { ScriptVariable } from '../recipes/variables'
import type { Mac } from '../types'

/** Where a medium with its recipe is on the server. URLs without a slash at the end. */
export interface MediumUrls {
  /** `http://192.168.1.20:8067` */
  readonly server: string
  /** `http://192.168.1.20:8067/iso/3f2a…`: the tree. */
  readonly base: string
  /** `http://192.168.1.20:8067/raw/3f2a…/name.iso`: the whole image. Several initrds insist on the `.iso`. */
  readonly iso: string
  /** `…/gunzip/3f2a…`: the tree, with what is packed in each `.gz`. */
  readonly gunzip: string
  /** `…/made/3f2a…/esxi`: what is made for machines; a name for the machine follows. */
  readonly made: string
  /** `…/answer/3f2a…/debian-installer`: answer files; a name for the machine follows. */
  readonly answers: string
}

/** Stands for a machine whose MAC is not known. */
export const ANY_MACHINE = '-'

/**
 * @param id MediumIdentity.id
 * @param entry the one that was chosen: one medium may be served twice, with another entry and another answer file each time
 */
export function mediumUrls(server: string, id: string, fileName: string, recipeId: string, entry?: string): MediumUrls {
  const way = encodePath(wayName(recipeId, entry))
  const name = fileName.toLowerCase().endsWith('.iso') ? fileName : `${fileName}.iso`
  return {
    server,
    base: `${server}/iso/${id}`,
    iso: `${server}/raw/${id}/${name}`,
    gunzip: `${server}/gunzip/${id}`,
    made: `${server}/made/${id}/${way}`,
    answers: `${server}/answer/${id}/${way}`,
  }
}

/** A recipe with the entry that was chosen, as part of a path: `debian-installer.rescue`. */
export function wayName(recipeId: string, entry: string | undefined): string {
  return entry === undefined ? recipeId : `${recipeId}.${entry.replaceAll('/', '-')}`
}

/** The URL by which a machine fetches a file of its plan. */
export function urlOf(file: PlanFile, urls: MediumUrls, mac: Mac | undefined): string {
  const machine = machineName(mac)
  if (typeof file === 'string') return `${urls.base}${encodePath(file)}`
  if ('gunzip' in file) return `${urls.gunzip}${encodePath(file.gunzip)}`
  if ('image' in file) return urls.iso
  if ('loader' in file) return `${urls.server}/boot/${file.loader}`
  if ('made' in file) return `${urls.made}/${machine}/${encodePath(file.made)}`
  if ('answer' in file) return `${urls.answers}/${machine}/${encodePath(file.answer)}`
  return file.url
}

/**
 * What the variables of a plan's arguments become for one machine.
 * @param answer name of its answer file; undefined where none was chosen
 * @param bootif in the words of the loader that fills it in
 */
export function scriptValues(
  urls: MediumUrls,
  mac: Mac | undefined,
  bootif: string,
  answer: string | undefined,
): Record<ScriptVariable, string> {
  const answers = `${urls.answers}/${machineName(mac)}/`
  return {
    base: urls.base,
    iso: urls.iso,
    bootif,
    server: urls.server,
    host: new URL(urls.server).hostname,
    hostport: urls.server.replace(/^\w+:\/\//, ''),
    path: urls.base.slice(urls.server.length),
    made: `${urls.made}/${machineName(mac)}`,
    answer: answer === undefined ? '' : `${answers}${encodePath(answer)}`,
    answers,
    mac: mac ?? '',
    finished: `${urls.server}/finished?mac=${mac ?? ''}`,
  }
}

/** A MAC as part of a path: with dashes, because some initrds take a colon for the end of a host. */
export function machineName(mac: Mac | undefined): string {
  return mac === undefined ? ANY_MACHINE : mac.replaceAll(':', '-')
}

/** The MAC in such a name; undefined where it holds none. */
export function macOfName(name: string): Mac | undefined {
  return /^[0-9a-f]{2}(-[0-9a-f]{2}){5}$/i.test(name) ? name.toLowerCase().replaceAll('-', ':') : undefined
}
