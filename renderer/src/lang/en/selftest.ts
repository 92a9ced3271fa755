import type { SelfTestStep } from '../../../../preload/contract'
import type { DoorWords } from '../../self-test-words'

type Rung = SelfTestStep['rung']

const steps: Readonly<Record<Rung, string>> = {
  seen: 'Asks for a boot server',
  offered: 'Is answered',
  addressed: 'Has an address',
  loader: 'Finds and fetches the boot loader (TFTP)',
  ipxe: 'Asks again as iPXE, and is given its script',
  script: 'Fetches the boot script (HTTP)',
  loading: 'Fetches kernel and start files (HTTP)',
  'handed-over': 'Would start the system',
  running: 'The system runs',
  finished: 'The system is done',
  files: 'Every file compared with its original',
  firewall: 'Other machines get in, by the firewall’s rules',
}

const FIREWALL = 'Open the firewall for Bootdrop on this card. The checks above tell which firewall it is.'

const OUTGOING = 'Look also for rules about what goes out: the checks only read those about what comes in.'

const doors: Readonly<Record<string, DoorWords>> = {
  'dhcp-not-heard': {
    title: 'Port 67 is shut',
    happened: () =>
      'The machine asked, and its question never came to Bootdrop (UDP 67). A firewall on this computer keeps it away.',
    todo: [FIREWALL],
    check: 'firewall',
  },
  'dhcp-not-answered': {
    title: 'Bootdrop kept silent',
    happened: () => 'The question came to Bootdrop, and Bootdrop did not answer it.',
    todo: ['Look in the log for the reason: a rule or a list of allowed machines may leave it out.'],
  },
  'dhcp-answer-lost': {
    title: 'The answer does not get out',
    happened: () =>
      'Bootdrop heard the question and answered it from UDP 67. The answer never came to the machine: a firewall on this computer holds it back.',
    todo: [FIREWALL, OUTGOING],
    check: 'firewall',
  },
  'pxe-not-heard': {
    title: 'Port 4011 is shut',
    happened: () =>
      'The machine asked the boot server on UDP 4011, and the question never came to Bootdrop. A firewall on this computer keeps it away.',
    todo: [FIREWALL],
    check: 'firewall',
  },
  'pxe-not-answered': {
    title: 'Bootdrop kept silent on port 4011',
    happened: () => 'The question came to Bootdrop on UDP 4011, and Bootdrop did not answer it.',
    todo: ['Stop serving and start again. If it stays so, save evidence and report it.'],
  },
  'pxe-answer-lost': {
    title: 'The answer from port 4011 does not get out',
    happened: () =>
      'Bootdrop answered on UDP 4011, and the answer never came to the machine: a firewall on this computer holds it back.',
    todo: [FIREWALL, OUTGOING],
    check: 'firewall',
  },
  'tftp-not-heard': {
    title: 'Port 69 is shut',
    happened: (t) =>
      `The machine asked for ${t('file') || 'the boot loader'}, and that never came to Bootdrop (TFTP, UDP 69). A firewall on this computer keeps it away.`,
    todo: [FIREWALL],
    check: 'firewall',
  },
  'tftp-not-answered': {
    title: 'Bootdrop does not send the boot loader',
    happened: (t) => `The request for ${t('file') || 'the boot loader'} came to Bootdrop, and nothing was sent.`,
    todo: ['Look in the log for the reason.', 'Look in the checks whether the boot loaders are there.'],
    check: 'loaders',
  },
  'tftp-answer-lost': {
    title: 'The boot loader does not get out',
    happened: () =>
      'The request came to UDP 69, and Bootdrop sent. Nothing of it came to the machine: TFTP sends each file from another port, and the firewall only knows port 69.',
    todo: ['Allow the program Bootdrop in the firewall, not only port 69.'],
    check: 'firewall',
  },
  'tftp-data-lost': {
    title: 'The boot loader breaks off',
    happened: (t) =>
      `${t('file') || 'The boot loader'} began to come and then stopped. TFTP sends from other ports than 69, which a firewall may cut off.`,
    todo: ['Allow the program Bootdrop in the firewall, not only port 69.'],
    check: 'firewall',
  },
  'tftp-refused': {
    title: 'Bootdrop refuses the boot loader',
    happened: (t) => `Bootdrop answered: ${t('message')}.`,
    todo: ['Look in the checks whether the boot loaders are there.'],
    check: 'loaders',
  },
  'http-refused': {
    title: 'The HTTP port is shut',
    happened: () =>
      'The connection to Bootdrop’s web server was refused: by a firewall on this computer, or because nobody listens there any more.',
    todo: [FIREWALL, 'If no firewall is in the way, stop serving and start again.'],
    check: 'firewall',
  },
  'http-silent': {
    title: 'The HTTP port gives no answer',
    happened: () => 'The connection to Bootdrop’s web server got no answer. A firewall on this computer drops it.',
    todo: [FIREWALL],
    check: 'firewall',
  },
  'http-failed': {
    title: 'A file does not come over HTTP',
    happened: (t) => `It broke off: ${t('message') || t('screen')}.`,
    todo: ['Look whether the medium is still there and readable.'],
  },
  'http-foreign': {
    title: 'Another program answers on the HTTP port',
    happened: (t) =>
      `The machine was answered, but its request never came to Bootdrop’s web server. What it got: ${t('message') || t('screen')}.`,
    todo: [
      'Look for a proxy, a virus scanner or a redirecting rule on this computer that takes web traffic, and leave this card’s address out of it.',
      'Then test again.',
    ],
  },
  'wrong-bytes': {
    title: 'A file came with other bytes',
    happened: (t) =>
      `${t('file')} is not what was sent. Something on this computer changes network traffic, or the medium was changed meanwhile.`,
    todo: [
      'Choose the medium again, then test again.',
      'Switch off a virus scanner that looks into network traffic, then test again.',
    ],
  },
  'script-ended': {
    title: 'The boot script did not lead to a boot',
    happened: (t) => `On the machine’s screen stood: ${t('screen')}.`,
    todo: ['Look at the medium and its recipe: the way to the machine is open.'],
  },
  'bad-answer': {
    title: 'The answer is none that a machine takes',
    happened: () => 'Bootdrop’s own answer is not right.',
    todo: ['Save evidence and report it: this is a fault of Bootdrop.'],
  },
  'outside-shut': {
    title: 'Other machines are kept out',
    happened: (t) =>
      `The virtual machine is on this computer, and what stays within a computer most firewalls let through. For a machine at the cable the rules say: ${t('rules')}`,
    todo: ['Then test again.'],
    check: 'firewall',
  },
  'outside-unsure': {
    title: 'Other machines may be kept out',
    happened: (t) =>
      `The virtual machine booted. But it is on this computer, and what stays within a computer most firewalls let through. For a machine at the cable it is not certain: ${t('rules')}`,
    todo: ['A real machine that boots is the proof.'],
    check: 'firewall',
    doubt: true,
  },
  'self-barred': {
    title: 'The firewall keeps this computer from talking to itself',
    happened: (t) =>
      `The virtual machine is on this computer, so it cannot be served. For a machine at the cable that does not hold: ${t('rules')}`,
    todo: [
      'Nothing, if a real machine boots.',
      'To be able to test here, let traffic within this computer (the card “lo”) through the firewall.',
    ],
    check: 'firewall',
    doubt: true,
  },
}

const at = (time: string, date?: string): string => (date === undefined ? `at ${time}` : `on ${date} at ${time}`)

/** The self-test. */
export const selftest = {
  title: 'Test with a virtual machine',
  about:
    'A machine that is only program boots through this card: first as a BIOS PC, then as UEFI. Nothing on your network is changed.',
  served: 'It boots what is served now.',
  own: 'Nothing is served now: it boots a small medium of our own.',
  start: 'Test now',
  again: 'Test again',
  cancel: 'Stop the test',
  noCard: 'Choose a network card first.',
  running: 'The virtual machine boots…',
  stopping: 'Stopping…',
  steps,
  /** In place of the step `firewall`. */
  unread: 'The firewall’s rules could not be read',
  states: { running: 'under way', passed: 'done', failed: 'failed', unsure: 'not certain', waiting: 'to come' },
  machines: { bios: 'BIOS machine', 'uefi-x64': 'UEFI machine' } as Readonly<Record<string, string>>,
  passed: 'Every door is open',
  passedMore: (machines: number, seconds: string) =>
    machines === 1
      ? `One machine booted through this card in ${seconds} s.`
      : `Both machines booted through this card in ${seconds} s.`,
  /** When it ended. @param date of another day than today */
  when: {
    passed: (time: string, date?: string) => `Passed ${at(time, date)}.`,
    failed: (time: string, date?: string) => `Failed ${at(time, date)}.`,
    unsure: (time: string, date?: string) => `Tested ${at(time, date)}.`,
    cancelled: (time: string, date?: string) => `Stopped ${at(time, date)}.`,
  },
  /** What has changed since; the test tells nothing of how things are now. */
  old: {
    card: (name: string) => `This was on the card ${name}. Test again for the one that is chosen now.`,
    start: (time: string) => `This was before the start at ${time}. Test again for what is served now.`,
    stop: 'This was before the stop. Test again for how things are now.',
    media: 'What is served has been changed since. Test again for what is served now.',
  },
  failed: 'The test failed',
  nothing: 'What is served boots neither BIOS nor UEFI x64 machines',
  nothingMore: 'The test only knows these two kinds. No door was found shut.',
  notForIt: 'What is served does not boot this kind of machine.',
  cancelled: 'The test was stopped.',
  limits:
    'It runs on this computer: it cannot see the cable or the switch. What the firewall does with other machines it takes from the firewall’s rules.',
  showCheck: (name: string) => `Show in the checks: ${name}`,
  todo: 'What to do',
  facts: {
    from: (server: string, file: string) => `${server} names ${file}`,
    own: (address: string) => `${address}, this computer’s own`,
    file: (file: string, size: string) => `${file}, ${size}`,
    bytes: (size: string) => size,
    files: (count: number, size: string) => (count === 1 ? `1 file, ${size}` : `${String(count)} files, ${size}`),
    same: (same: number, count: number) =>
      `${String(same)} of ${String(count)} ${same === 1 ? 'has an original here, and is' : 'have an original here, and are'} the same`,
  },
  doors,
}
