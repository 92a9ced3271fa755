/** The part of go.cmd that starts Windows Setup from a file share. */
import { quotable, shown } from './batch'
import type { GoFacts } from './go-cmd'

/** What Setup looks at before it installs Windows 11 (LabConfig). */
const CHECKS = ['BypassTPMCheck', 'BypassSecureBootCheck', 'BypassRAMCheck']

export function shareLines({ bypass }: GoFacts, share: string): string[] {
  return [
    'wpeutil InitializeNetwork >nul 2>&1',
    `set "SHARE=${quotable(share)}"`,
    ':share',
    'echo.',
    `echo   Setup is started from ${shown(share)}`,
    'echo   A name can be written as  server\\name.  Windows refuses shares for guests.',
    'set "SHAREUSER="',
    'set /p "SHAREUSER=  User name for the share: "',
    'if not defined SHAREUSER goto share',
    'set "SHAREUSER=%SHAREUSER:"=%"',
    // It asks for the password itself, and shows none of it.
    'net use Z: "%SHARE%" * /user:"%SHAREUSER%"',
    'if not "%ERRORLEVEL%"=="0" goto no_share',
    'set "SETUP="',
    'if exist Z:\\setup.exe set "SETUP=Z:\\setup.exe"',
    'if exist Z:\\sources\\setup.exe set "SETUP=Z:\\sources\\setup.exe"',
    'if not defined SETUP set "WHY=There is no setup.exe in the share, nor in sources within it." & goto failed',
    ...(bypass
      ? [
          "echo   Setup's checks of TPM, Secure Boot and memory are switched off, as was chosen in Bootdrop.",
          ...CHECKS.map((name) => `reg add HKLM\\SYSTEM\\Setup\\LabConfig /v ${name} /t REG_DWORD /d 1 /f >nul`),
        ]
      : []),
    'set "ANSWER="',
    'if exist "%SystemRoot%\\System32\\unattend.xml" set "ANSWER=/unattend:%SystemRoot%\\System32\\unattend.xml"',
    'echo   Starting %SETUP% ...',
    '%SETUP% /noreboot %ANSWER%',
    'if not "%ERRORLEVEL%"=="0" set "WHY=Windows Setup ended without installing." & goto failed',
    'if exist "%CURL%" "%CURL%" -fs -m 20 -o nul "%FINISHED%"',
    'wpeutil reboot',
    'exit /b 0',
    ':no_share',
    'echo   The share does not open: no network yet, or a wrong name or password.',
    'ping -n 6 127.0.0.1 >nul',
    'net use Z: /delete >nul 2>&1',
    'goto share',
  ]
}
