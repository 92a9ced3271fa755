/** Why something of an image cannot be read, in words that follow "because". Caught before it leaves this folder. */
export class Damage extends Error {}

/** What `read` gives, or the words of the damage that it met. */
export async function orProblem<T>(read: () => Promise<T>): Promise<T | string> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Damage) return error.message
    throw error
  }
}
