@echo off
rem Double-click this file: it makes HiveLedger's own Python environment in this folder and installs the add-in for
rem this user. It is plain ASCII, since cmd reads it in the code page of the machine: Chinese stands in base64.
setlocal
pushd "%~dp0"
if not exist bootstrap.py goto packed
set "FITS=import sys; sys.exit(sys.version_info < (3, 11) or sys.maxsize < 2**32 or 'WindowsApps' in sys.base_prefix)"
for %%P in ("py -3" "py -3.13" "py -3.12" "py -3.11" "python") do (
    %%~P -c "%FITS%" >nul 2>nul && set "PYTHON=%%~P" && goto found
)
call :say "5rKh5pyJ5om+5YiwIFB5dGhvbiAzLjExIOaIluabtOmrmOeJiOacrO+8iDY0IOS9je+8ieOAguivt+S7jiBodHRwczovL3d3dy5weXRob24ub3JnL2Rvd25sb2Fkcy8g5a6J6KOF77yM54S25ZCO5YaN5Y+M5Ye75pys5paH5Lu244CC"
echo Python 3.11 or later (64 bit) was not found. Install it from https://www.python.org/downloads/ and double-click this file again.
set CODE=1
goto done

:packed
call :say "6K+35YWI5oqK5Y6L57yp5YyF5pW05Liq6Kej5Y6L5Yiw5LiA5Liq5paH5Lu25aS577yM5YaN5Y+M5Ye76YeM6Z2i55qE5pys5paH5Lu244CC"
echo Please extract the whole archive into a folder first, then double-click this file there.
set CODE=1
goto done

:found
%PYTHON% bootstrap.py install %*
set CODE=%errorlevel%

:done
popd
pause
exit /b %CODE%

:say
powershell -NoProfile -Command "[Console]::OutputEncoding = [Text.Encoding]::UTF8; [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('%~1'))"
exit /b
