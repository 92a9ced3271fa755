import type { CauseId } from '../../../../main/engine/diagnosis/types'
import type { ProblemWords } from '../../words-trouble'

/** What a message on a machine's screen may come from: what it is, why that shows such a message, what to do. */
export const causes: Readonly<Record<CauseId, ProblemWords>> = {
  'not-serving': {
    title: 'Nobody is serving',
    happened: 'The machine asked, and nobody answered: Bootdrop is not serving, or was stopped meanwhile.',
    todo: ['Start serving, then restart the machine.'],
  },
  'no-link': {
    title: 'The cable or the switch port has no link',
    happened:
      'Without a link the machine’s card cannot send anything. Docks and adapters often lose it when they restart.',
    todo: [
      'Look at the light beside the socket, and try another cable and port.',
      'Plug a dock or an adapter straight into the machine, and wait for its light before choosing network boot.',
    ],
  },
  'other-network': {
    title: 'The machine is on another network',
    happened: 'Questions of machines do not cross routers or VLANs: they must arrive at the network card chosen here.',
    todo: [
      'Put the machine on the same switch or VLAN as this computer’s card.',
      'Check that the card chosen on the left is the one that the machine is plugged into.',
    ],
  },
  'no-network-boot': {
    title: 'Network boot is off or not first',
    happened: 'The machine never tried to boot from the network, or has no entry for it.',
    todo: [
      'In its firmware setup, turn on the network stack (“UEFI Network Stack”, “PXE”, “Onboard LAN option ROM”).',
      'Restart it and press its key for the boot menu, then choose the network.',
    ],
  },
  'key-pressed': {
    title: 'It was cancelled at the machine',
    happened: 'A key was pressed, or the boot menu moved on to the next entry.',
    todo: ['Restart it, choose network boot, and press nothing until it loads.'],
  },
  'no-dhcp-server': {
    title: 'Nobody gives it an address',
    happened: 'Bootdrop serves beside a DHCP server, and on this network there is none that answers.',
    todo: [
      'Connect the network’s router or DHCP server to this cable.',
      'Or stop, choose “Give out addresses myself” under “Addresses”, and start again.',
    ],
  },
  'second-dhcp': {
    title: 'Two DHCP servers answer here',
    happened:
      'The machine took its address from one server and its boot file from another, or two machines got one address. Then files are asked for at the wrong place.',
    todo: [
      'Let the checks listen for DHCP servers, and switch off the one that does not belong here.',
      'Or use a cable and switch of your own.',
    ],
  },
  'option-60': {
    title: 'The network’s DHCP server calls itself a PXE server',
    happened: 'Its answers hold option 60 “PXEClient”. UEFI then asks that server on port 4011, where nobody answers.',
    todo: ['Remove option 60 from that DHCP server.', 'Or use a cable and switch of your own for this machine.'],
  },
  'other-boot-server': {
    title: 'Another boot server answered first',
    happened: 'WDS, FOG, a NAS or a router with a boot file (options 66 and 67) sent the machine elsewhere.',
    todo: [
      'Switch its PXE service off while you work, or remove options 66 and 67 from the DHCP server.',
      'Or use a cable and switch of your own.',
    ],
  },
  'port-blocks': {
    title: 'The switch port is still blocked',
    happened:
      'When a link comes up, a switch with spanning tree blocks the port for about 30 seconds. Firmware and iPXE give up before that.',
    todo: [
      'On the switch, turn on “PortFast” or “edge port” for this port.',
      'Or put a simple switch between, so that the link stays up.',
    ],
  },
  firewall: {
    title: 'A firewall drops its questions',
    happened:
      'A firewall on this computer, or between, does not let the machine’s requests in (UDP 67, 4011 and 69, and the HTTP port).',
    todo: ['Look at the checks: they name the firewall and can often open it.', 'Then restart the machine.'],
  },
  'proxy-ignored': {
    title: 'Its firmware wants one server for everything',
    happened:
      'Some firmware takes its boot file only from the server that gives the address, and passes over a second server beside it.',
    todo: [
      'Connect it by a cable of its own and choose “Give out addresses myself”.',
      'Start it once more: the answers change from try to try.',
      'Look for an update of its firmware.',
    ],
  },
  'http-boot-off': {
    title: 'Its firmware refuses HTTP Boot',
    happened: 'Many firmwares allow HTTPS only, until plain HTTP is allowed in their setup.',
    todo: [
      'Allow plain HTTP in its firmware setup (“Allow HTTP connections”).',
      'Or choose PXE over IPv4 in its boot menu.',
    ],
  },
  ipv6: {
    title: 'It asks over IPv6',
    happened: 'Bootdrop serves IPv4. Many firmwares try both, one after the other, and over IPv6 nobody answers here.',
    todo: [
      'Wait a minute or two: most firmwares go on to IPv4 by themselves.',
      'Or restart it, press its key for the boot menu, and choose the entry with IPv4.',
      'To save the wait, turn off network boot over IPv6 in its firmware setup (“IPv6 PXE Support”).',
    ],
  },
  'packets-lost': {
    title: 'Packets are lost on the way',
    happened: 'A bad cable, a dock, a Wi-Fi link or another packet size than usual cuts transfers short.',
    todo: [
      'Try another cable and port, without a dock or adapter.',
      'Go back to the usual packet size (MTU 1500) on this computer and the switch.',
    ],
  },
  'file-missing': {
    title: 'The file that it asks for is not there',
    happened: 'Whoever it asked does not have a file by that name.',
    todo: [
      'Choose another recipe or boot entry for this medium.',
      'If it asked another server: switch that one off while you work.',
    ],
  },
  'secure-boot': {
    title: 'Secure Boot does not let it run',
    happened: 'The firmware runs only what was signed with keys that it trusts.',
    todo: [
      'Use a signed loader for this machine where there is one.',
      'Or turn Secure Boot off in its firmware setup.',
      'Some laptops trust Linux only after “Allow Microsoft 3rd party UEFI CA” was turned on there.',
    ],
  },
  'wrong-arch': {
    title: 'It is made for another processor or firmware',
    happened: 'A 64-bit program on a 32-bit processor, ARM on a PC, or BIOS in place of UEFI cannot run.',
    todo: [
      'Choose a medium for this processor.',
      'If the firmware offers both, switch it between UEFI and legacy BIOS boot.',
    ],
  },
  'loader-hangs': {
    title: 'The loader does not get on with this network card',
    happened: 'With some cards one iPXE hangs and the other one works: it brings other drivers.',
    todo: [
      'Give this machine the other loader (“Small” or “Full driver”), then start it again.',
      'Look for an update of its firmware.',
    ],
  },
  'firmware-fault': {
    title: 'The card’s own firmware has a fault',
    happened: 'The message comes from inside the network card or its ROM, before the network has a part in it.',
    todo: [
      'Take the machine off its power for a minute, then try again.',
      'Reset its firmware setup to defaults, and look for an update.',
      'Try another network card or a USB adapter.',
    ],
  },
  certificate: {
    title: 'A certificate is not trusted',
    happened:
      'The script or system fetched something over HTTPS, and iPXE does not trust who sent it, or the clock is wrong.',
    todo: ['Set the date and time in its firmware setup.', 'Use an address with http:// in place of https://.'],
  },
  'no-name-server': {
    title: 'A name cannot be looked up',
    happened: 'Something is fetched by a host name, and this network has no name server that knows it.',
    todo: ['Use an IP address in place of the name.', 'Or connect the network to one with DNS.'],
  },
  'too-little-ram': {
    title: 'The machine has too little memory',
    happened: 'Kernel, initrd and sometimes the whole image lie in memory at once.',
    todo: ['Add memory, or choose a recipe or medium that needs less.'],
  },
  'image-too-big': {
    title: 'The image does not fit into its memory',
    happened: 'This way of booting loads an image as a whole, and there is no room for it.',
    todo: ['Choose a recipe that loads kernel and initrd only.', 'Or add memory to the machine.'],
  },
  'medium-damaged': {
    title: 'The medium is damaged or not whole',
    happened: 'A download that broke off, or a disk that fails, gives files that cannot run.',
    todo: ['Compare the checksum with that of its maker, or download it again.'],
  },
  'wrong-recipe': {
    title: 'The system does not find the rest of itself',
    happened: 'The kernel runs, but was not told in a way it understands where the rest of the system is.',
    todo: ['Choose another recipe or boot entry for this medium.', 'Take out what you added as kernel arguments.'],
  },
  'no-driver': {
    title: 'The system has no driver for this network card',
    happened: 'Firmware and loader could use the card, but the system that started cannot.',
    todo: [
      'Try a newer medium, or another network card or adapter.',
      'For Windows: add the driver of the card in the options of the medium.',
    ],
  },
  'no-disk-system': {
    title: 'There is no system on its own disk',
    happened: 'The machine gave the network up and tried its disk, and nothing there can be started.',
    todo: ['Restart it and choose network boot in its boot menu.', 'If it was just installed, install it once more.'],
  },
  'no-disk-driver': {
    title: 'Windows does not see the disk',
    happened: 'The disk controller (often Intel RST or VMD) needs a driver that the medium does not have.',
    todo: [
      'Add the storage driver in the options of the medium.',
      'Or turn VMD or RAID off in the firmware setup, if nothing is installed yet.',
    ],
  },
  harmless: {
    title: 'This line is harmless by itself',
    happened: 'It shows up in boots that go well, too. What counts is what comes after it.',
    todo: ['Look at the last line on the screen, and type that one here.'],
  },
}
