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
set "WHY=There is no curl.exe to fetch the image with: /sources/install.esd cannot be opened for it: it is packed as .esd files are (LZMS). Choose a file share in Bootdrop instead."
goto failed
:failed
echo.
echo   Bootdrop: it did not go through.
for /f "delims=" %%w in ("%WHY%") do echo   %%w
echo   This is a command prompt now. Type exit to restart the machine.
echo.
cmd /k
wpeutil reboot
exit /b 1
