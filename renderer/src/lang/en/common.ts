/** What is said in many places. */
export const common = {
  add: 'Add…',
  cancel: 'Cancel',
  cancelOf: (name: string) => `Cancel: ${name}`,
  change: 'Change…',
  chooseAnotherFile: 'Choose another file…',
  close: (title: string) => `Close: ${title}`,
  copied: 'Copied',
  copy: 'Copy',
  copyCommand: 'Copy command',
  hide: (title: string) => `Hide: ${title}`,
  machines: (count: number) => (count === 1 ? '1 machine' : `${String(count)} machines`),
  media: (count: number) => (count === 1 ? '1 medium' : `${String(count)} media`),
  remove: 'Remove',
  removeOf: (name: string) => `Remove: ${name}`,
  replace: 'Replace…',
  tryAgain: 'Try again',
  undo: 'Undo',
  /** What is read to those who cannot see the mark on a badge. */
  no: 'no',
  notKnown: 'not known',
  whatToDo: 'What to do',
}
