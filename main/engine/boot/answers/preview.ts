/** What a machine will get, before anything boots with it (DESIGN.md section 7: nothing is given to a boot unseen). */
import { BootdropError } from '../../errors'
import type { Recipe } from '../../recipes/schema'
import type { Ipv4, Mac } from '../../types'
import { mediumUrls } from '../file-urls'
import { doubtsAbout } from './check'
import { doubt, type Doubt } from './doubt'
import { answerFile } from './source'
import type { Examples } from './source'
import { answerTexts } from './texts'
import { usedVariables } from './variables'

/** Who the preview is for; what is left out is an example's. */
export interface AnswerSample {
  readonly assets: Examples
  readonly mac?: Mac
  readonly uuid?: string
  readonly serial?: string
  readonly hostname?: string
  readonly ip?: Ipv4
  /** `http://192.168.1.20:8067` */
  readonly server?: string
  /** MediumIdentity of what is booted. */
  readonly medium?: { readonly id: string; readonly fileName: string }
}

export interface AnswerPreview {
  /** The name that it is served under. */
  readonly name: string
  readonly text: string
  /** What else is in its folder. */
  readonly files: readonly { readonly name: string; readonly text: string }[]
  readonly warnings: readonly Doubt[]
}

const EXAMPLE_MACHINE = {
  mac: '52:54:00:12:34:56',
  uuid: '4c4c4544-0042-3510-8052-b4c04f4e3732',
  serial: 'BR5NN72',
  ip: '192.168.1.143',
  server: 'http://192.168.1.20:8067',
  medium: { id: 'abcdef012345', fileName: 'medium.iso' },
}

/**
 * The answer file as a machine gets it.
 * @param chosen MediumChoice.answer: a path, or `example:<id>`
 * @throws BootdropError `answer-missing`; `usage` where the recipe takes no answer file
 */
export async function previewAnswer(chosen: string, recipe: Recipe, sample: AnswerSample): Promise<AnswerPreview> {
  const { answer } = recipe
  if (answer === undefined)
    throw new BootdropError('usage', `${recipe.title} takes no answer file.`, {
      reason: 'no-answer',
      recipe: recipe.title,
    })
  const { mac, uuid, serial, hostname, ip, server, medium } = { hostname: undefined, ...EXAMPLE_MACHINE, ...sample }
  const source = await (await answerFile(chosen, sample.assets)).read()
  const machine = { mac, uuid, serial, hostname, ip }
  const urls = mediumUrls(server, medium.id, medium.fileName, recipe.id)
  const texts = answerTexts(source, answer, machine, { urls, recipeId: recipe.id, medium: medium.fileName })
  const warnings = doubtsAbout(source, answer)
  for (const name of ['uuid', 'serial'] as const) {
    if (usedVariables(source).has(name)) warnings.push(UNKNOWN_UNTIL[name])
  }
  const [own, ...files] = [...texts].map(([name, text]) => ({ name, text }))
  return { name: answer.name, text: own?.text ?? '', files, warnings }
}

const UNKNOWN_UNTIL = {
  uuid: doubt('empty-uuid', '{{uuid}} is empty for a machine whose board has none of its own.', {
    variable: '{{uuid}}',
  }),
  serial: doubt('empty-serial', '{{serial}} is empty for a machine whose board does not tell its serial number.', {
    variable: '{{serial}}',
  }),
}
