import { answer } from './cli/answer'
import { parseCommand, type Command } from './cli/args'
import { demo } from './cli/demo'
import { doctor } from './cli/doctor'
import { interruptSignal } from './cli/interrupt'
import { createOutput, type Output } from './cli/output'
import { selftest } from './cli/selftest'
import { serve } from './cli/serve'
import { USAGE } from './cli/usage'
import { reportInWords } from './cli/report-words'
import { tellUnpacking } from './cli/unpacking'
import { cardInWords } from './cli/words'
import { BootdropError, EXIT, messageOf } from './engine/errors'
import { createHost } from './host'
import { openJournal } from './journal/open'
import { version } from '../package.json'

/** The headless command line (DESIGN.md 3.2): a thin host of the engine. */
async function run(command: Command, output: Output): Promise<number> {
  const host = createHost(() => (command.name === 'serve' ? command.loaders : undefined))
  switch (command.name) {
    case 'help':
      output.result(USAGE, {})
      return EXIT.fine
    case 'version':
      output.result(version, { version })
      return EXIT.fine
    case 'nics': {
      const cards = await host.cards()
      output.result(cards.map(cardInWords).join('\n'), cards)
      return EXIT.fine
    }
    case 'doctor':
      return doctor(command, host, output)
    case 'inspect': {
      const options = { signal: interruptSignal(process), onProgress: tellUnpacking(output) }
      const report = await host.inspect(command.path, options)
      output.result(reportInWords(report), report)
      return report.recipes.length > 0 ? EXIT.fine : EXIT.mediumNotUsable
    }
    case 'serve': {
      const journal = openJournal(host.engine)
      return serve(host.engine, command, output).finally(() => journal.close())
    }
    case 'selftest':
      return selftest(command, host, output)
    case 'answer':
      return answer(command, host, output)
    case 'demo':
      return demo(host.assets, output)
  }
}

// What other programs, and another Bootdrop, name as the owner of its ports.
process.title = 'bootdrop'
const argv = process.argv.slice(2)
const output = createOutput(argv.includes('--json'))
try {
  process.exitCode = await run(parseCommand(argv), output)
} catch (error) {
  const known = error instanceof BootdropError
  output.event('notice', { level: 'error', code: known ? error.code : 'unexpected', text: messageOf(error) })
  output.say(
    known
      ? messageOf(error)
      : `Something unexpected went wrong: ${error instanceof Error ? error.stack : String(error)}`,
  )
  process.exitCode = known ? error.exitCode : EXIT.unexpected
}
