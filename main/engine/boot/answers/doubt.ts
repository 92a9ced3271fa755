import type { Said } from '../../said'

/** Everything that is said of an answer file. */
export const DOUBTS = [
  ...(['looks-like', 'not-like', 'no-interpreter', 'no-cloud-config', 'bad-yaml', 'no-autoinstall'] as const),
  ...(['bad-json', 'butane', 'open-comment', 'no-end', 'behind-end', 'no-section', 'placeholder'] as const),
  ...(['placeholders', 'variable-spelt', 'no-variable', 'more-variables', 'empty-uuid', 'empty-serial'] as const),
] as const

/** A doubt about an answer file; it holds nothing of the file's text but names of variables. */
export type Doubt = Said<(typeof DOUBTS)[number]>

export function doubt(code: Doubt['code'], text: string, details: Doubt['details'] = {}): Doubt {
  return { text, code, details }
}
