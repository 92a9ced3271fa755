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
echo   Looking for the Bootdrop server ...
set /a TRIES=0
:network
"%CURL%" -fs -m 5 -o nul "%MADE%/go.cmd" && goto online
set /a TRIES+=1
if %TRIES% geq 60 goto no_network
ping -n 2 127.0.0.1 >nul
goto network
:no_network
ipconfig
set "WHY=The Bootdrop server does not answer. Without an address above, Windows PE has no driver for the network card."
goto failed
:online
:edition
echo.
echo   Editions in this image:
echo     1  Windows 11 Home
echo     2  Windows 11 Pro
echo     3  Education ^& Research ^(100%%^) 'x' ^<^|^>^^
set "EDITION="
set /p "EDITION=  Number of the edition to install: "
if not defined EDITION goto edition
set "EDITION=%EDITION:"=%"
set "NAME="
if "%EDITION%"=="1" set "NAME=Windows 11 Home"
if "%EDITION%"=="2" set "NAME=Windows 11 Pro"
if "%EDITION%"=="3" set "NAME=Education + Research (100) 'x' ++++"
if not defined NAME echo   There is no such edition.
if not defined NAME goto edition
set "FIRMWARE=BIOS"
for /f "tokens=3" %%a in ('reg query HKLM\SYSTEM\CurrentControlSet\Control /v PEFirmwareType 2^>nul') do if "%%a"=="0x2" set "FIRMWARE=UEFI"
set "LAYOUT=%FIRMWARE%"
:disk
echo.
echo   Disks of this machine:
>"%WORK%\list.txt" echo list disk
diskpart /s "%WORK%\list.txt"
echo.
set "DISK="
set /p "DISK=  Number of the disk to install on: "
if not defined DISK goto disk
set "DISK=%DISK:"=%"
if not defined DISK goto disk
for /f "delims=0123456789" %%x in ("%DISK%") do goto disk
:layout
echo.
echo   This machine was started by its %FIRMWARE% firmware.
set "LAYOUT=%FIRMWARE%"
set /p "LAYOUT=  Layout of the disk, UEFI or BIOS (Enter for %FIRMWARE%): "
set "LAYOUT=%LAYOUT:"=%"
if /i "%LAYOUT%"=="UEFI" set "LAYOUT=UEFI" & goto confirm
if /i "%LAYOUT%"=="BIOS" set "LAYOUT=BIOS" & goto confirm
goto layout
:confirm
echo.
echo   %NAME% goes onto disk %DISK%, for %LAYOUT%.
echo   EVERYTHING ON DISK %DISK% WILL BE ERASED.
set "SURE="
set /p "SURE=  To go on, type  ERASE %DISK%  : "
if not defined SURE goto kept
set "SURE=%SURE:"=%"
if /i "%SURE%"=="ERASE %DISK%" goto partition
:kept
echo   Nothing was erased.
goto disk
:partition
>"%WORK%\disk.txt" echo select disk %DISK%
>>"%WORK%\disk.txt" echo clean
if "%LAYOUT%"=="BIOS" goto bios
>>"%WORK%\disk.txt" echo convert gpt
>>"%WORK%\disk.txt" echo create partition efi size=260
>>"%WORK%\disk.txt" echo format quick fs=fat32 label=System
>>"%WORK%\disk.txt" echo assign letter=S
>>"%WORK%\disk.txt" echo create partition msr size=16
>>"%WORK%\disk.txt" echo create partition primary
>>"%WORK%\disk.txt" echo format quick fs=ntfs label=Windows
>>"%WORK%\disk.txt" echo assign letter=W
goto write
:bios
>>"%WORK%\disk.txt" echo create partition primary size=260
>>"%WORK%\disk.txt" echo format quick fs=ntfs label=System
>>"%WORK%\disk.txt" echo active
>>"%WORK%\disk.txt" echo assign letter=S
>>"%WORK%\disk.txt" echo create partition primary
>>"%WORK%\disk.txt" echo format quick fs=ntfs label=Windows
>>"%WORK%\disk.txt" echo assign letter=W
:write
echo   Partitioning disk %DISK% ...
diskpart /s "%WORK%\disk.txt"
if not "%ERRORLEVEL%"=="0" goto no_disk
md W:\bootdrop 2>nul
if exist W:\bootdrop goto disk_ready
:no_disk
set "WHY=The disk was not partitioned. Is there such a disk, and are the letters S: and W: free?"
goto failed
:disk_ready
set "FILE=install.wim"
set "SIZE=5368709121"
set "URL=http://192.168.1.20:8067/iso/abcdef012345/my%%20sources/install%%28100%%25%%29.wim"
call :fetch
if not "%ERRORLEVEL%"=="0" goto no_image
goto fetched
:fetch
echo   Fetching %FILE% (%SIZE% bytes) ...
set /a TRIES=0
:fetch_again
"%CURL%" -f -C - --connect-timeout 20 --speed-limit 1 --speed-time 60 -o "W:\bootdrop\%FILE%" "%URL%"
for %%f in ("W:\bootdrop\%FILE%") do if "%%~zf"=="%SIZE%" exit /b 0
set /a TRIES+=1
if %TRIES% geq 20 exit /b 1
echo   It broke off; once more ...
ping -n 4 127.0.0.1 >nul
goto fetch_again
:no_image
set "WHY=The image could not be fetched whole. Is there room on the disk, and does Bootdrop still serve it?"
goto failed
:fetched
echo   Applying %NAME% ...
dism /apply-image /imagefile:"W:\bootdrop\install.wim" /index:%EDITION% /applydir:W:\ /scratchdir:W:\bootdrop
if not "%ERRORLEVEL%"=="0" set "WHY=DISM could not apply the image; its words are above." & goto failed
W:\Windows\System32\bcdboot.exe W:\Windows /s S: /f %LAYOUT%
if not "%ERRORLEVEL%"=="0" set "WHY=The boot files could not be written; the words of bcdboot are above." & goto failed
if "%LAYOUT%"=="BIOS" if exist "%SystemRoot%\System32\bootsect.exe" bootsect /nt60 S: /mbr
if not exist "%SystemRoot%\System32\unattend.xml" goto no_answer
md W:\Windows\Panther 2>nul
copy /y "%SystemRoot%\System32\unattend.xml" W:\Windows\Panther\unattend.xml >nul
:no_answer
rd /s /q W:\bootdrop
"%CURL%" -fs -m 20 -o nul "%FINISHED%"
echo.
echo   Done. The machine restarts in 10 seconds.
ping -n 11 127.0.0.1 >nul
wpeutil reboot
exit /b 0
:failed
echo.
echo   Bootdrop: it did not go through.
for /f "delims=" %%w in ("%WHY%") do echo   %%w
echo   This is a command prompt now. Type exit to restart the machine.
echo.
cmd /k
wpeutil reboot
exit /b 1
