/** A sentence of ours in plain English, with what it is made of: for words in other languages. */
export interface Said<Code extends string = string> {
  readonly text: string
  readonly code: Code
  readonly details: Readonly<Record<string, string | number>>
}
