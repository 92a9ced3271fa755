import { DEFAULTS } from '../engine/initial'

/** What `bootdrop help` says. */
export const USAGE = `bootdrop: boot the machines on one wire from an ISO

  bootdrop serve --nic NAME --media PATH|URL [--recipe ID] [--entry ID] [--answer PATH|example:ID]
                 [--option [N:]NAME=VALUE...] [--media PATH...]
                 [--mode auto|proxy|dhcp] [--append "kernel args"] [--rules FILE]
                 [--loader auto|small|full|signed] [--loaders FOLDER] [--menu several|always]
                 [--menu-timeout SECONDS] [--no-install-guard] [--http-port N]
                 [--allow MAC...] [--deny MAC...] [--pcap FOLDER] [--json]
      serves until Ctrl+C, then frees every port
      --media       several make a menu. The second --recipe, --entry and --answer are for the
                    second medium; "-" leaves one open. inspect lists what there is. The same medium
                    may come twice with different ways to boot it. A URL leads to another server
      --answer      the file by which an installer asks nothing: docs/answers.md
      --option      what a recipe lets you set: toram for a switch, locale=de for a value; with
                    several media 2:locale=de is for the second
      --mode        proxy: beside the network's DHCP server; dhcp: Bootdrop gives the addresses;
                    auto: dhcp where no other DHCP server answers (without it: ${DEFAULTS.mode})
      --rules       what single machines get, from a YAML or JSON file: docs/rules.md
      --loader      small: the firmware's network driver; full: iPXE's own; signed: for
                    Secure Boot; auto: small, then what helps (without it: ${DEFAULTS.loader})
      --loaders     a folder of your own: signed iPXE with its shim, loaders for other processors,
                    Raspberry Pi firmware
      --menu              always: machines show a menu for one medium as well, with its other
                          entries and the local disk (without it: for several media alone)
      --menu-timeout      how long the menu waits (without it: ${DEFAULTS.menuTimeoutS}); 0 waits for a key
      --no-install-guard  a machine that was just installed installs again at its next boot
      --allow, --deny     these machines alone; all but these. Several with spaces or commas
      --pcap        keeps what each machine and Bootdrop said to each other, for Wireshark
  bootdrop inspect PATH [--json]       what the medium is and how it can boot
  bootdrop answer PATH|example:ID --media PATH [--recipe ID] [--mac MAC] [--all] [--json]
                                       an answer file as a machine would get it; --all: and what
                                       lies beside it
  bootdrop nics [--json]               the network cards, best first
  bootdrop doctor [--nic NAME] [--listen] [--json]
      looks at all that serving on that card needs, before it is tried: rights, ports, firewall,
      card, loaders, room. --listen also asks who serves DHCP and PXE there (4 DISCOVERs);
      without it nothing is sent. Ends with 0, 3 (ports cannot be opened) or 1 (something else)
  bootdrop selftest --nic NAME [--arch bios|uefi-x64|uefi-arm64|http-x64] [--media PATH] [--json]
      virtual PXE clients boot through the running server; with --media, where none runs, through
      a temporary one that answers nobody else
  bootdrop demo [--json]               a whole boot on this machine alone: no root, no network

From a clone: node out/main/cli.js instead of bootdrop.
With --json each line on stdout is one JSON object. Exit codes: 0 fine, 1 unexpected, 2 usage,
3 cannot bind, 4 medium not usable, 5 refused for safety.`
