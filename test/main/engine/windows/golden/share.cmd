@echo off
setlocal EnableExtensions DisableDelayedExpansion
rem Made by Bootdrop for one machine. Windows PE runs it in place of its own start.
title Bootdrop
set "MADE=http://192.168.1.20:8067/made/abcdef012345/windows-install/52-54-00-12-34-56"
set "FINISHED=http://192.168.1.20:8067/finished?mac=52:54:00:12:34:56"
set "CURL=%SystemRoot%\System32\curl.exe"
set "WORK=%SystemDrive%\bootdrop"
md "%WORK%" 2>nul
echo.
echo   Bootdrop: Windows 11 10.0.26100.1742
echo.
echo   Windows PE gets ready ...
wpeinit
wpeutil UpdateBootInfo >nul 2>&1
wpeutil InitializeNetwork >nul 2>&1
set "SHARE=\\nas.example\Windows & more"
:share
echo.
echo   Setup is started from \\nas.example\Windows ^& more
echo   A name can be written as  server\name.  Windows refuses shares for guests.
set "SHAREUSER="
set /p "SHAREUSER=  User name for the share: "
if not defined SHAREUSER goto share
set "SHAREUSER=%SHAREUSER:"=%"
net use Z: "%SHARE%" * /user:"%SHAREUSER%"
if not "%ERRORLEVEL%"=="0" goto no_share
set "SETUP="
if exist Z:\setup.exe set "SETUP=Z:\setup.exe"
if exist Z:\sources\setup.exe set "SETUP=Z:\sources\setup.exe"
if not defined SETUP set "WHY=There is no setup.exe in the share, nor in sources within it." & goto failed
echo   Setup's checks of TPM, Secure Boot and memory are switched off, as was chosen in Bootdrop.
reg add HKLM\SYSTEM\Setup\LabConfig /v BypassTPMCheck /t REG_DWORD /d 1 /f >nul
reg add HKLM\SYSTEM\Setup\LabConfig /v BypassSecureBootCheck /t REG_DWORD /d 1 /f >nul
reg add HKLM\SYSTEM\Setup\LabConfig /v BypassRAMCheck /t REG_DWORD /d 1 /f >nul
set "ANSWER="
if exist "%SystemRoot%\System32\unattend.xml" set "ANSWER=/unattend:%SystemRoot%\System32\unattend.xml"
echo   Starting %SETUP% ...
%SETUP% /noreboot %ANSWER%
if not "%ERRORLEVEL%"=="0" set "WHY=Windows Setup ended without installing." & goto failed
if exist "%CURL%" "%CURL%" -fs -m 20 -o nul "%FINISHED%"
wpeutil reboot
exit /b 0
:no_share
echo   The share does not open: no network yet, or a wrong name or password.
ping -n 6 127.0.0.1 >nul
net use Z: /delete >nul 2>&1
goto share
:failed
echo.
echo   Bootdrop: it did not go through.
for /f "delims=" %%w in ("%WHY%") do echo   %%w
echo   This is a command prompt now. Type exit to restart the machine.
echo.
cmd /k
wpeutil reboot
exit /b 1
