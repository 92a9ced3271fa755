import { MAX_BOOTS } from './history'

/** README.txt of the archive. */
export function readme(at: number, masked: boolean, machines: number): string {
  return [
    'Bootdrop evidence',
    new Date(at).toISOString(),
    '',
    'report.json      versions, this computer, settings, what is served, notices',
    'log.txt          the log, oldest line first',
    'preflight.json   what the checks found (ports, firewall, card, other servers)',
    'selftest.json    the last test with a virtual machine of this run, step by step; null where there was none',
    `journal.json     the bench journal: the boots of this run and those before it, at most ${String(MAX_BOOTS)}, newest first`,
    `machines/        ${machines === 1 ? '1 machine' : `${String(machines)} machines`}: a timeline to read (.txt) and the same as data (.json)`,
    'captures/        what was said with each machine (DHCP, port 4011, TFTP), for Wireshark. IP and UDP headers are made up;',
    '                 of TFTP data only the headers are kept. HTTP is not in here.',
    '',
    ...(masked ? MASKED : OPEN),
    '',
    'Never in here: media, boot loaders, the text of answer files, and the values of what is called a password, a key or a token.',
    'What looks like one under another name is in here: look through the kernel arguments in report.json before you pass this on.',
    '',
  ].join('\n')
}

const MASKED = [
  'Names and addresses are replaced by stand-ins. The same machine has the same stand-in in every file.',
  '- MAC addresses: the first half (the maker) is real, the second is counted.',
  '- IPv4 addresses: begin with 240 and more. Who shares a network still does; the last number is real.',
  '- UUIDs, names of computers and users, and folders are numbered: host-1, user-1, folder-1.',
  '- File names of media, makers and models of machines, and times are real.',
]

const OPEN = ['Names and addresses are real: pass this on only to whom you trust with them.']
