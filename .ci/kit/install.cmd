@echo off
rem Installs explain-ecr from this folder, without a network, into %USERPROFILE%\explain-ecr.
setlocal
set PLACE=%USERPROFILE%\explain-ecr
set PYTHON=
for %%V in (3.14 3.13 3.12 3.11) do (
  if not defined PYTHON py -%%V -c "pass" >nul 2>nul && set PYTHON=py -%%V
)
if not defined PYTHON python -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))" >nul 2>nul && set PYTHON=python
if not defined PYTHON (
  echo explain-ecr needs Python 3.11, 3.12, 3.13 or 3.14, and there is none on PATH. 1>&2
  echo Without it, open site\index.html in a browser. 1>&2
  exit /b 1
)
%PYTHON% -m venv "%PLACE%" || exit /b 1
"%PLACE%\Scripts\python" -m pip --isolated --quiet --disable-pip-version-check install --no-index --find-links "%~dp0wheels" explain-ecr || exit /b 1
echo It is installed. Check this machine:
echo.
echo   "%PLACE%\Scripts\explain-ecr" preflight
