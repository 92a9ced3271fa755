import { BootdropError, messageOf } from '../errors'
import type { Check, CheckId, CheckState } from '../types'
import type { CodeOf } from './codes'

/** What a line has beyond its verdict; `undefined` is as good as not given. */
export interface LineExtras {
  readonly facts?: Check['facts'] | undefined
  readonly fix?: Check['fix'] | undefined
  readonly command?: string | undefined
  readonly items?: Check['items'] | undefined
}

/** One line of pre-flight; the code is one of its own. */
export function line<I extends CheckId>(
  id: I,
  state: CheckState,
  code: CodeOf<I>,
  text: string,
  { facts = {}, fix, command, items }: LineExtras = {},
): Check {
  return {
    ...{ id, state, code, text, facts },
    ...(fix === undefined ? {} : { fix }),
    ...(command === undefined ? {} : { command }),
    ...(items === undefined ? {} : { items }),
  }
}

/** Runs one check; where it fails by itself, the line says so and why. Never rejects. */
export async function guarded(id: CheckId, check: () => Promise<Check> | Check): Promise<Check> {
  try {
    return await check()
  } catch (error) {
    const facts = whyFacts(error)
    return line(id, 'unknown', 'cannot-tell', `This could not be checked: ${facts.why}`, { facts })
  }
}

/** Why something failed. With `error`, a code, it is a sentence of ours and its facts are beside it; else the system's, or a library's. */
export function whyFacts(error: unknown): Check['facts'] & { readonly why: string } {
  const why = messageOf(error)
  return error instanceof BootdropError ? { ...error.details, why, error: error.code } : { why }
}
