/** Saving evidence. */
export const evidence = {
  title: 'Save evidence',
  about:
    'One zip with the log, the settings, the checks, the last self-test, the history, and what each machine did and said: for whoever helps you, or for your own records.',
  mask: 'Without names and addresses',
  maskMore: 'Addresses, names and serial numbers are replaced by stand-ins, the same ones in every file.',
  openMore: 'The real addresses and names stay in it: pass it on only to whom you trust with them.',
  never: 'Media, boot loaders, answer files and passwords are never in it.',
  save: 'Save evidence…',
  saving: 'Saving…',
  saved: (path: string) => `Saved as ${path}`,
  show: 'Show in folder',
  failed: 'The evidence was not saved',
}
