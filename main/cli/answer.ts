import { previewAnswer } from '../engine/boot/answers/preview'
import { EXIT } from '../engine/errors'
import { openMedium } from '../engine/media/open'
import { chooseMatch } from '../engine/recipes/choose'
import type { Host } from '../host'
import { cacheFolder } from '../storage'
import type { Command } from './args'
import { wholeAnswer, wholePath } from './media-choices'
import type { Output } from './output'
import { tellUnpacking } from './unpacking'

type AnswerCommand = Extract<Command, { name: 'answer' }>

/**
 * Prints an answer file as a machine would get it; what is doubtful about it goes to stderr.
 * @returns the exit code
 * @throws BootdropError `answer-missing`, `recipe-unknown`, `no-recipe`, `medium-*`, `usage`
 */
export async function answer(
  command: AnswerCommand,
  { assets }: Pick<Host, 'assets'>,
  output: Output,
): Promise<number> {
  const { recipes } = await assets.recipes()
  const medium = await openMedium(wholePath(command.media), { cache: cacheFolder(), onProgress: tellUnpacking(output) })
  try {
    const { recipe } = await chooseMatch(medium, recipes, command.recipe)
    const preview = await previewAnswer(wholeAnswer(command.answer), recipe, {
      assets,
      medium: medium.identity,
      ...(command.mac === undefined ? {} : { mac: command.mac }),
    })
    const warnings = preview.warnings.map(({ text }) => text)
    for (const warning of warnings) {
      output.event('notice', { level: 'warning', code: 'answer-doubtful', text: warning })
      output.say(`warning: ${warning}`)
    }
    if (command.mac === undefined) output.say('Machine and addresses in it are examples: --mac MAC names a machine.')
    // The file alone on stdout, so that it can go on into a checker.
    const more = preview.files.map(({ name, text }) => `\n--- ${name} ---\n${text.trimEnd()}`.replaceAll('\r', ''))
    if (!command.all && more.length > 0) {
      output.say(`Served beside it: ${preview.files.map(({ name }) => name).join(', ')}. --all prints these as well.`)
    }
    const shown = [preview.text.trimEnd(), ...(command.all ? more : [])].join('\n').replaceAll('\r', '')
    output.result(shown, { recipe: recipe.id, ...preview, warnings })
    return EXIT.fine
  } finally {
    await medium.close()
  }
}
