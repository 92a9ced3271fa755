/** The part of go.cmd that installs by itself: edition, disk, image by HTTP, DISM. Nothing is erased before somebody typed it. */
import { quotable, shown } from './batch'
import type { GoFacts } from './go-cmd'

/** S: and W: are the letters of Microsoft's own examples ("Apply images using DISM"). */
const SYSTEM = 'S:'
const WINDOWS = 'W:'

/** Tries for one file; each goes on where the one before ended. */
const FETCH_TRIES = 20

export function guidedLines(facts: GoFacts): string[] {
  return [...edition(facts), ...disk(facts), ...partitions(), ...fetching(facts), ...applying(facts), ...done()]
}

function edition({ editions, edition: chosen }: GoFacts): string[] {
  const [only] = editions
  const preset = chosen ?? (editions.length === 1 ? String(only?.index) : undefined)
  return [
    ...(preset === undefined
      ? [
          ':edition',
          'echo.',
          'echo   Editions in this image:',
          ...editions.map(({ index, name }) => `echo     ${index}  ${shown(name)}`),
          'set "EDITION="',
          'set /p "EDITION=  Number of the edition to install: "',
          'if not defined EDITION goto edition',
          'set "EDITION=%EDITION:"=%"',
        ]
      : [`set "EDITION=${quotable(preset)}"`]),
    'set "NAME="',
    ...editions.map(({ index, name }) => `if "%EDITION%"=="${index}" set "NAME=${quotable(shownName(name))}"`),
    ...(preset === undefined
      ? ['if not defined NAME echo   There is no such edition.', 'if not defined NAME goto edition']
      : ['if not defined NAME set "WHY=This image has no edition %EDITION%."', 'if not defined NAME goto failed']),
  ]
}

/** Shown again out of a variable, outside of quotes: what cmd would take for a command has to go. */
function shownName(name: string): string {
  return shown(name)
    .replace(/\^[&|<>^]/g, '+')
    .replace(/\^([()])/g, '$1')
    .replaceAll('%%', '')
}

function disk({ erase }: GoFacts): string[] {
  const firmware = [
    // 1 is BIOS, 2 UEFI ("wpeutil UpdateBootInfo").
    'set "FIRMWARE=BIOS"',
    'for /f "tokens=3" %%a in (\'reg query HKLM\\SYSTEM\\CurrentControlSet\\Control /v PEFirmwareType 2^>nul\') do if "%%a"=="0x2" set "FIRMWARE=UEFI"',
    'set "LAYOUT=%FIRMWARE%"',
  ]
  if (erase !== undefined) {
    return [
      ...firmware,
      `set "DISK=${quotable(erase)}"`,
      'echo.',
      'echo   Disk %DISK% is erased without a question, as was chosen in Bootdrop.',
    ]
  }
  return [
    ...firmware,
    ':disk',
    'echo.',
    'echo   Disks of this machine:',
    '>"%WORK%\\list.txt" echo list disk',
    'diskpart /s "%WORK%\\list.txt"',
    'echo.',
    'set "DISK="',
    'set /p "DISK=  Number of the disk to install on: "',
    'if not defined DISK goto disk',
    'set "DISK=%DISK:"=%"',
    'if not defined DISK goto disk',
    'for /f "delims=0123456789" %%x in ("%DISK%") do goto disk',
    ':layout',
    'echo.',
    'echo   This machine was started by its %FIRMWARE% firmware.',
    'set "LAYOUT=%FIRMWARE%"',
    'set /p "LAYOUT=  Layout of the disk, UEFI or BIOS (Enter for %FIRMWARE%): "',
    'set "LAYOUT=%LAYOUT:"=%"',
    'if /i "%LAYOUT%"=="UEFI" set "LAYOUT=UEFI" & goto confirm',
    'if /i "%LAYOUT%"=="BIOS" set "LAYOUT=BIOS" & goto confirm',
    'goto layout',
    ':confirm',
    'echo.',
    'echo   %NAME% goes onto disk %DISK%, for %LAYOUT%.',
    'echo   EVERYTHING ON DISK %DISK% WILL BE ERASED.',
    'set "SURE="',
    'set /p "SURE=  To go on, type  ERASE %DISK%  : "',
    'if not defined SURE goto kept',
    'set "SURE=%SURE:"=%"',
    'if /i "%SURE%"=="ERASE %DISK%" goto partition',
    ':kept',
    'echo   Nothing was erased.',
    'goto disk',
    ':partition',
  ]
}

/** Microsoft's "UEFI/GPT-based" and "BIOS/MBR-based hard drive partitions", without the recovery partition, which Windows makes. */
function partitions(): string[] {
  const write = (lines: readonly string[]): string[] => lines.map((line) => `>>"%WORK%\\disk.txt" echo ${line}`)
  const windows = [
    'create partition primary',
    'format quick fs=ntfs label=Windows',
    `assign letter=${WINDOWS[0] ?? ''}`,
  ]
  return [
    '>"%WORK%\\disk.txt" echo select disk %DISK%',
    ...write(['clean']),
    'if "%LAYOUT%"=="BIOS" goto bios',
    ...write([
      'convert gpt',
      'create partition efi size=260',
      'format quick fs=fat32 label=System',
      `assign letter=${SYSTEM[0] ?? ''}`,
      'create partition msr size=16',
      ...windows,
    ]),
    'goto write',
    ':bios',
    ...write([
      'create partition primary size=260',
      'format quick fs=ntfs label=System',
      'active',
      `assign letter=${SYSTEM[0] ?? ''}`,
      ...windows,
    ]),
    ':write',
    'echo   Partitioning disk %DISK% ...',
    'diskpart /s "%WORK%\\disk.txt"',
    'if not "%ERRORLEVEL%"=="0" goto no_disk',
    `md ${WINDOWS}\\bootdrop 2>nul`,
    `if exist ${WINDOWS}\\bootdrop goto disk_ready`,
    ':no_disk',
    `set "WHY=The disk was not partitioned. Is there such a disk, and are the letters ${SYSTEM} and ${WINDOWS} free?"`,
    'goto failed',
    ':disk_ready',
  ]
}

function fetching({ files }: GoFacts): string[] {
  const skip = files.length > 0 ? ['goto fetched'] : []
  return [
    ...files.flatMap(({ name, url, size }) => [
      `set "FILE=${quotable(name)}"`,
      `set "SIZE=${size}"`,
      `set "URL=${quotable(url)}"`,
      'call :fetch',
      'if not "%ERRORLEVEL%"=="0" goto no_image',
    ]),
    ...skip,
    ':fetch',
    `echo   Fetching %FILE% (%SIZE% bytes) ...`,
    'set /a TRIES=0',
    ':fetch_again',
    // From where the last try ended; a connection that stands still for a minute is given up.
    `"%CURL%" -f -C - --connect-timeout 20 --speed-limit 1 --speed-time 60 -o "${WINDOWS}\\bootdrop\\%FILE%" "%URL%"`,
    `for %%f in ("${WINDOWS}\\bootdrop\\%FILE%") do if "%%~zf"=="%SIZE%" exit /b 0`,
    'set /a TRIES+=1',
    `if %TRIES% geq ${FETCH_TRIES} exit /b 1`,
    'echo   It broke off; once more ...',
    'ping -n 4 127.0.0.1 >nul',
    'goto fetch_again',
    ':no_image',
    'set "WHY=The image could not be fetched whole. Is there room on the disk, and does Bootdrop still serve it?"',
    'goto failed',
    ':fetched',
  ]
}

function applying({ files, drivers }: GoFacts): string[] {
  const [first, ...parts] = files
  const image = `${WINDOWS}\\bootdrop\\${quotable(first?.name ?? 'install.wim')}`
  const others = parts.length > 0 ? ` /swmfile:"${WINDOWS}\\bootdrop\\install*.swm"` : ''
  return [
    'echo   Applying %NAME% ...',
    `dism /apply-image /imagefile:"${image}"${others} /index:%EDITION% /applydir:${WINDOWS}\\ /scratchdir:${WINDOWS}\\bootdrop`,
    'if not "%ERRORLEVEL%"=="0" set "WHY=DISM could not apply the image; its words are above." & goto failed',
    ...(drivers
      ? [
          'echo   Adding the drivers ...',
          `dism /image:${WINDOWS}\\ /add-driver /driver:"%WORK%\\drivers" /recurse`,
          'if not "%ERRORLEVEL%"=="0" echo   Not all drivers were taken.',
        ]
      : []),
    `${WINDOWS}\\Windows\\System32\\bcdboot.exe ${WINDOWS}\\Windows /s ${SYSTEM} /f %LAYOUT%`,
    'if not "%ERRORLEVEL%"=="0" set "WHY=The boot files could not be written; the words of bcdboot are above." & goto failed',
    'if "%LAYOUT%"=="BIOS" if exist "%SystemRoot%\\System32\\bootsect.exe" bootsect /nt60 ' + `${SYSTEM} /mbr`,
    'if not exist "%SystemRoot%\\System32\\unattend.xml" goto no_answer',
    `md ${WINDOWS}\\Windows\\Panther 2>nul`,
    `copy /y "%SystemRoot%\\System32\\unattend.xml" ${WINDOWS}\\Windows\\Panther\\unattend.xml >nul`,
    ':no_answer',
  ]
}

function done(): string[] {
  return [
    `rd /s /q ${WINDOWS}\\bootdrop`,
    '"%CURL%" -fs -m 20 -o nul "%FINISHED%"',
    'echo.',
    'echo   Done. The machine restarts in 10 seconds.',
    'ping -n 11 127.0.0.1 >nul',
    'wpeutil reboot',
    'exit /b 0',
  ]
}
