import { Script, createContext } from 'node:vm'

/**
 * Far more than any sensible expression needs on 4 KiB of text. One of a user's recipe can take for ever, whatever its shape, and V8
 * knows no limit of its own; it does let a script be ended in the midst of one.
 */
const TIME_LIMIT_MS = 250

const context = createContext(Object.create(null) as Record<string, unknown>)
const script = new Script('new RegExp(source, flags).exec(text)')

/**
 * Tries a recipe's expression on a text, for a bounded time; undefined where it does not match, or does not come to an end.
 * @param source checked by the schema
 */
export function matchOf(source: string, flags: string, text: string): RegExpExecArray | undefined {
  Object.assign(context, { source, flags, text })
  try {
    return (script.runInContext(context, { timeout: TIME_LIMIT_MS }) as RegExpExecArray | null) ?? undefined
  } catch {
    return undefined
  }
}
