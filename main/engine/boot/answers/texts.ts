/** The files of one machine's folder below `/answer`. */
import type { Recipe } from '../../recipes/schema'
import { withoutJsonComments, withUnixLines } from './text'
import { answerValues } from './values'
import type { AnswerMachine, AnswerSubject } from './values'
import { fillAnswer } from './variables'

type AnswerRule = NonNullable<Recipe['answer']>

/** In every folder: a script that says "done", for installers that run a script from a URL (XenServer, AutoYaST). */
export const FINISHED_SCRIPT = 'finished.sh'

/**
 * XenServer's installer gives its scripts 0 where all went well and 1 where it did not (doc/answerfile.txt of its host-installer).
 * Its system has Python and not always curl; others have one of the rest.
 */
const FINISHED_SCRIPT_TEXT = `#!/bin/sh
# Bootdrop: says that this machine is installed.
[ "\${1:-0}" = 0 ] || [ -d "\${1:-0}" ] || exit 0
url='{{finished}}'
curl -fsS -o /dev/null "$url" && exit 0
wget -q -O /dev/null "$url" && exit 0
python3 -c "from urllib.request import urlopen; urlopen('$url')" && exit 0
python -c "from urllib import urlopen; urlopen('$url')"
exit 0
`

/** By name, the answer file first. `source` is its text before it is filled in. */
export function answerTexts(
  source: string,
  { name, format, beside }: AnswerRule,
  machine: AnswerMachine,
  subject: AnswerSubject,
): ReadonlyMap<string, string> {
  const values = answerValues(machine, subject)
  const own = writtenFor(format, source)
  return new Map([
    [name, fillAnswer(own, values)],
    ...Object.entries(beside).map(([other, text]) => [other, fillAnswer(text, values)] as const),
    ...(name === FINISHED_SCRIPT || Object.hasOwn(beside, FINISHED_SCRIPT)
      ? []
      : [[FINISHED_SCRIPT, fillAnswer(FINISHED_SCRIPT_TEXT, values)] as const]),
  ])
}

/** Windows reads its own lines. JSON loses its comments. */
function writtenFor(format: AnswerRule['format'], source: string): string {
  if (format === 'unattend') return source
  const text = withUnixLines(source)
  return format === 'ignition' || format === 'agama' ? withoutJsonComments(text) : text
}
