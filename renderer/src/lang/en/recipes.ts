/** What recipes say, by their English text: English needs none of it. */
export const recipes: Readonly<Record<string, string>> = {}
