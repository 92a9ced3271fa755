/**
 * What happened, with its facts: templates by code, or by `code:reason` where a code has several reasons. The first template whose
 * `{facts}` are all known is taken. The facts are BootdropError.details and Notice.details (words-facts.ts says which are added).
 *
 * English has few: the engine's own sentences are English. It has some where those were made for the terminal and speak of modes.
 */
export const told = {
  /** The engine speaks this language, and its sentence is shown where there is no template. */
  engineSpeaksIt: true,
  /** What the system or a library said, in its own language. */
  quoted: '{said}',
  /** AnswerFormat, within a sentence. */
  formats: {} as Readonly<Record<string, string>>,
  /** Doubts about an answer file (main/engine/boot/answers/doubt.ts). */
  doubts: {} as Templates,
  /** What is wrong with a recipe file (main/engine/recipes/faults.ts). */
  faults: {} as Templates,
  /** What erases disks (details of `erases-disks`), each before its names. */
  causes: {} as Readonly<Record<string, string>>,
  errors: {
    'foreign-dhcp': [
      '{server} gives out addresses here. Two servers give machines addresses that do not work, so Bootdrop did not start as the second.',
    ],
  } as Templates,
  notices: {
    'other-dhcp': [
      '{server} is on this cable, too. Two servers give machines addresses that do not work, so Bootdrop goes on beside it: machines boot with its addresses.',
    ],
    'same-address': [
      'Another machine on this cable, most likely a router, has the address {address}, too, and gives out addresses. Two servers give machines addresses that do not work.',
    ],
    'firewall-not-followed': [
      'HTTP got port {port}, for the one that the firewall was opened for is taken, and opening it for this one failed. Machines get no further than their loader.',
    ],
    'foreign-pxe': [
      '{server} sends option 60 “PXEClient” with its addresses. UEFI machines then ask it for their loader, and stop at “Start PXE over IPv4”.',
    ],
    'other-pxe': [
      '{server} answers machines that boot, too. They take whichever answer they like, so some may boot what it serves.',
    ],
  } as Templates,
}

export type Templates = Readonly<Record<string, readonly string[]>>
