/**
 * `go.cmd`, which Windows PE runs in place of its own start (docs/windows.md): it gets the machine onto the network, and then either starts
 * Setup from a file share, or installs by itself: asks for edition and disk, fetches the image by HTTP and applies it.
 */
import { batchLines, plain, quotable, shown } from './batch'
import { guidedLines } from './go-guided'
import { shareLines } from './go-share'

export interface GoFacts {
  /** `Windows 11 10.0.26100.1742` */
  readonly title: string
  /** `http://192.168.1.20:8067/made/…/<machine>`: where this file itself comes from. */
  readonly madeUrl: string
  /** What goes with every request, so that the answer is for this machine: `platform=efi&arch=x86_64`. */
  readonly query: string
  /** Fetched at the end. */
  readonly finishedUrl: string
  /** Starts Setup from there; undefined installs by HTTP. */
  readonly share: string | undefined
  readonly editions: readonly { readonly index: number; readonly name: string }[]
  /** What to fetch, in order; the first is the one that DISM is given. */
  readonly files: readonly { readonly name: string; readonly url: string; readonly size: number }[]
  /** Number of the edition that is installed without a question. */
  readonly edition: string | undefined
  /** Number of the disk that is erased without a question. */
  readonly erase: string | undefined
  /** Drivers were chosen. */
  readonly drivers: boolean
  /** Setup's checks of TPM, Secure Boot and memory are switched off. */
  readonly bypass: boolean
  /** Why there is no curl.exe; undefined where there is one. */
  readonly noCurl: string | undefined
}

// Not `if errorlevel 1`, anywhere here: DISM and Setup end with negative numbers too, which that takes for success.

/** Seconds that the network gets: a switch with spanning tree takes 30. */
const NETWORK_TRIES = 60

export function goCmd(facts: GoFacts): string {
  return batchLines([
    '@echo off',
    'setlocal EnableExtensions DisableDelayedExpansion',
    'rem Made by Bootdrop for one machine. Windows PE runs it in place of its own start.',
    'title Bootdrop',
    `set "MADE=${quotable(facts.madeUrl)}"`,
    `set "FINISHED=${quotable(facts.finishedUrl)}"`,
    'set "CURL=%SystemRoot%\\System32\\curl.exe"',
    'set "WORK=%SystemDrive%\\bootdrop"',
    'md "%WORK%" 2>nul',
    'echo.',
    `echo   Bootdrop: ${shown(facts.title)}`,
    'echo.',
    ...(facts.drivers ? firstDrivers() : []),
    'echo   Windows PE gets ready ...',
    'wpeinit',
    'wpeutil UpdateBootInfo >nul 2>&1',
    ...(facts.share === undefined ? overHttp(facts) : shareLines(facts, facts.share)),
    ...ending(facts),
  ])
}

function overHttp(facts: GoFacts): string[] {
  if (facts.noCurl !== undefined) {
    const why = `There is no curl.exe to fetch the image with: ${plain(facts.noCurl)}. Choose a file share in Bootdrop instead.`
    return [`set "WHY=${quotable(why)}"`, 'goto failed']
  }
  return [...network(), ...(facts.drivers ? allDrivers(facts) : []), ...guidedLines(facts)]
}

/** By curl and not by ping: a Windows host that serves refuses ping. */
function network(): string[] {
  return [
    'echo   Looking for the Bootdrop server ...',
    'set /a TRIES=0',
    ':network',
    '"%CURL%" -fs -m 5 -o nul "%MADE%/go.cmd" && goto online',
    'set /a TRIES+=1',
    `if %TRIES% geq ${NETWORK_TRIES} goto no_network`,
    'ping -n 2 127.0.0.1 >nul',
    'goto network',
    ':no_network',
    'ipconfig',
    'set "WHY=The Bootdrop server does not answer. Without an address above, Windows PE has no driver for the network card."',
    'goto failed',
    ':online',
  ]
}

/** For the network card, by what iPXE told of it. Before wpeinit, which starts the network. */
function firstDrivers(): string[] {
  return ['set "CAB=%SystemRoot%\\System32\\drivers.cab"', 'set "INTO=%WORK%\\drivers\\boot"', 'call :drivers']
}

/** For everything else, by what Windows PE finds. `&` would end the value in the URL, and cmd would take it for a command. */
function allDrivers({ query }: GoFacts): string[] {
  return [
    'echo   Asking for the drivers of all other devices ...',
    'set "PCI="',
    'for /f "tokens=6 delims=\\" %%k in (\'reg query HKLM\\SYSTEM\\CurrentControlSet\\Enum\\PCI 2^>nul\') do (',
    '  set "ID=%%k"',
    '  call :device',
    ')',
    'set "CAB=%WORK%\\drivers.cab"',
    'set "INTO=%WORK%\\drivers\\all"',
    `"%CURL%" -fs -m 600 -o "%CAB%" "%MADE%/drivers.cab?${quotable(query)}&pci=%PCI%" && call :drivers`,
  ]
}

function ending({ drivers }: GoFacts): string[] {
  return [
    ':failed',
    'echo.',
    'echo   Bootdrop: it did not go through.',
    // Set in quotes and shown without: for /f keeps what is special from being run.
    'for /f "delims=" %%w in ("%WHY%") do echo   %%w',
    'echo   This is a command prompt now. Type exit to restart the machine.',
    'echo.',
    'cmd /k',
    'wpeutil reboot',
    'exit /b 1',
    ...(drivers
      ? [
          ':device',
          'set "ID=%ID:&=.%"',
          'set "PCI=%PCI%,%ID:~0,33%"',
          'exit /b 0',
          ':drivers',
          'if not exist "%CAB%" exit /b 0',
          'md "%INTO%" 2>nul',
          'expand -F:* "%CAB%" "%INTO%" >nul',
          'for %%c in ("%INTO%\\*.cab") do (',
          '  md "%INTO%\\%%~nc" 2>nul',
          '  expand -F:* "%%c" "%INTO%\\%%~nc" >nul',
          '  del "%%c"',
          ')',
          'for /r "%INTO%" %%i in (*.inf) do (',
          '  echo   Driver %%~nxi',
          '  drvload "%%i" >nul 2>&1 || echo   %%~nxi was not taken.',
          ')',
          'exit /b 0',
        ]
      : []),
  ]
}
