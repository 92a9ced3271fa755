import type { Client, ClientArch, LoaderChoice, Rung } from '../../../../main/engine/types'
import { machinesInspector as inspector } from './machines-inspector'
import { machinesStory as story } from './machines-story'

interface StepWords {
  readonly step: string
  readonly doing: string
}

/** A word for each rung of the ladder, and what the machine is doing while it stands there. */
const rungs: Readonly<Record<Rung, StepWords>> = {
  seen: { step: 'Asked', doing: 'asked for a boot server' },
  offered: { step: 'Answered', doing: 'was answered; it now asks for an address' },
  addressed: { step: 'Address', doing: 'has an address' },
  loader: { step: 'Loader', doing: 'is fetching the loader' },
  ipxe: { step: 'iPXE', doing: 'runs the loader' },
  script: { step: 'Script', doing: 'has its boot script' },
  loading: { step: 'Loading', doing: 'is loading the system' },
  'handed-over': { step: 'Started', doing: 'is starting the system' },
  running: { step: 'Running', doing: 'is running the system' },
  finished: { step: 'Finished', doing: 'has finished' },
}

/** Where a machine does not climb because of a choice. */
const doing: Readonly<Record<NonNullable<Client['doing']>, StepWords>> = {
  menu: { step: 'At the menu', doing: 'is at the menu, waiting for a choice' },
  'local-disk': { step: 'Own disk', doing: 'boots its own disk' },
  ignored: { step: 'Left alone', doing: 'is left alone, as chosen' },
}

const archs: Readonly<Record<ClientArch, string>> = {
  bios: 'BIOS',
  'uefi-ia32': 'UEFI 32-bit',
  'uefi-x64': 'UEFI x64',
  'uefi-arm32': 'UEFI ARM 32-bit',
  'uefi-arm64': 'UEFI ARM64',
  'http-ia32': 'HTTP Boot 32-bit',
  'http-x64': 'HTTP Boot x64',
  'http-arm32': 'HTTP Boot ARM 32-bit',
  'http-arm64': 'HTTP Boot ARM64',
  rpi: 'Raspberry Pi',
  unknown: 'Firmware not told',
}

/** Which loader one machine gets. */
const loaders: Readonly<Record<LoaderChoice, { readonly title: string; readonly text: string }>> = {
  auto: { title: 'Automatic', text: 'Small first, and what comes next when that led to nothing' },
  small: { title: 'Small', text: 'iPXE with the firmware’s own network driver' },
  full: { title: 'Full driver', text: 'iPXE with network drivers of its own' },
  signed: { title: 'Signed for Secure Boot', text: 'From the medium, or from your loaders folder' },
}

/** The live board: machines, their ladder, and what is told of them. */
export const machines = {
  rungs,
  doing,
  archs,
  loaders,
  /** The loader that comes second has network drivers of its own; sent whole, each is given a minute to speak. */
  loader: {
    sent: 'has the loader, starts it',
    full: 'is trying the loader with its own drivers',
    fullSent: 'has the loader with its own drivers, starts it',
  },
  /** Of a machine that was handed over a while ago and has not been heard since. */
  started: 'has started the system',
  loadingWhat: (title: string) => `is loading ${title}`,
  startingWhat: (title: string) => `is starting ${title}`,
  runningWhat: (title: string) => `is running ${title}`,
  brokenOff: 'Broken off',
  failed: 'Failed',
  stalled: 'Stalled',
  stoppedAt: (step: string) => `stopped at “${step}”`,
  /** How a machine fares, where an icon alone shows it. */
  moods: { booting: 'Booting', done: 'Done', aside: 'Not booted from here', stalled: 'Stalled', failed: 'Failed' },

  /** What one machine boots, next to one of the media. */
  boots: { everyone: 'As everyone', 'local-disk': 'Its own disk', ignore: 'Nothing: it is ignored' },
  everyMachine: 'Every machine',
  installsAgain: 'installs again',
  ruleLoader: (loader: string) => `Loader: ${loader}`,
  ruleRecipe: (recipe: string) => `Recipe: ${recipe}`,

  list: {
    title: 'Machines',
    asTheyWere: 'as they were when serving stopped',
    show: 'Show',
    filters: { all: 'All', booting: 'Booting', trouble: 'Need a look', done: 'Done' },
    find: 'Find a machine',
    findHint: 'Name, MAC, maker, model',
    order: 'Order',
    orders: {
      'first-seen': 'First seen',
      'trouble-first': 'Need a look first',
      name: 'Name',
      progress: 'Furthest first',
    },
    resort: 'Sort again',
    resortWhy: 'Rows stay where they are while you point at them or move through them.',
    none: 'No machine here right now.',
    noneFound: (text: string) => `No machine is called “${text}”.`,
    showAll: 'Show all machines',
    own: 'own choices',
    story: 'Whole story',
    log: 'Log',
  },

  files: {
    title: 'Files',
    sent: 'Sent',
    brokeOff: 'Broke off',
    sizeUnknown: 'size not known yet',
    brokeOffAfter: (size: string) => `broke off after ${size}`,
    inTime: (size: string, time: string, speed: string) => `${size} in ${time} · ${speed}`,
    stands: (time: string) => `stands still for ${time}`,
    earlier: (count: number) => (count === 1 ? '1 earlier file' : `${String(count)} earlier files`),
    all: (count: number) => (count === 1 ? 'The one file' : `All ${String(count)} files`),
  },

  time: {
    ms: (value: string) => `${value} ms`,
    seconds: (value: string) => `${value} s`,
    minutes: (minutes: string, seconds: string) => `${minutes} min ${seconds} s`,
    hours: (hours: string, minutes: string) => `${hours} h ${minutes} min`,
    heard: (ago: string) => `heard ${ago}`,
    boot: (number: number) => `boot ${String(number)}`,
  },

  timeline: {
    title: 'Timeline',
    label: 'Steps of this boot',
    took: (time: string) => `took ${time}`,
    here: (time: string) => `here for ${time}`,
    silent: (time: string) => `nothing heard for ${time}`,
    total: (time: string) => `${time} so far`,
    totalDone: (time: string) => `${time} in all`,
    noTime: 'passed unseen',
    ahead: 'still ahead',
  },

  announce: {
    status: {
      stopped: 'Serving has stopped',
      starting: 'Starting',
      serving: 'Serving',
      stopping: 'Stopping',
    },
    notStarted: 'Serving did not start',
    guarded: (who: string) => `Bootdrop stopped giving out addresses: ${who || 'another server'} does`,
    moved: (count: number) => (count === 1 ? '1 machine moved on' : `${String(count)} machines moved on`),
    needLook: (count: number) => (count === 1 ? '1 machine needs a look' : `${String(count)} machines need a look`),
    look: (what: string) => `needs a look: ${what}`,
  },

  waiting: {
    turnOn: 'Turn a machine on and choose network boot',
    shows: 'It shows up here the moment it asks.',
    loopback: 'Only programs on this computer can be reached this way: for real machines, choose another network card.',
    sameNetwork: (card: string) => `It must be on the same network as ${card}.`,
    thisCard: 'this card',
    whoGives: 'Who gives out addresses here?',
    listening: 'Two DHCP servers would break the network, so Bootdrop listens for one before it begins.',
    nothingYet: 'Nothing is served yet',
    answerAbove: 'Answer the question above. Then turn a machine on and choose network boot.',
    ready: (medium: string) => `Ready to serve ${medium}`,
    theMedium: 'the medium',
    pressStart: 'Press Start serving, then turn a machine on and choose network boot.',
    after: 'After that: press Start serving, turn a machine on and choose network boot.',
  },

  onCard: (card: string) => `on ${card}`,
  onLoopback: 'to this computer only',
  theNetwork: 'the network',

  inspector,
  story,
}
