import type { ElectronApplication } from 'playwright-core'

/** Playwright awaits an answer of the main process through a weak handle of V8's inspector, which may be collected before it settles. */
const COLLECTED = /Resulting promise was garbage collected/
const TRIES = 10

/**
 * Makes `evaluate` hold its answer in the main process until it was read, and ask again where Playwright lost it all the same. What is
 * evaluated runs once.
 */
export function holdAnswers(electron: ElectronApplication): ElectronApplication {
  const evaluate = electron.evaluate.bind(electron)
  let count = 0
  const held = async (pageFunction: unknown, arg: unknown): Promise<unknown> => {
    const call = { source: String(pageFunction), arg, id: ++count }
    for (let tries = 1; ; tries++) {
      try {
        return await evaluate((main, { source, arg, id }) => {
          const scope = globalThis as { heldAnswers?: Map<number, unknown> }
          const answers = (scope.heldAnswers ??= new Map())
          if (!answers.has(id))
            answers.set(id, ((0, eval)(`(${source})`) as (...args: unknown[]) => unknown)(main, arg))
          return answers.get(id)
        }, call)
      } catch (error) {
        if (tries === TRIES || !COLLECTED.test(String(error))) throw error
      }
    }
  }
  return Object.assign(electron, { evaluate: held as ElectronApplication['evaluate'] })
}
