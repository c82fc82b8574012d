; The Windows installer: per user, without administrator's rights. Made by `installer/build windows`:
;   makensis -DVERSION=0.1.0 -DSTAGE=folder -DOUT=setup.exe -DREMOVE=remove.nsh -DKB=size [-DQUICK] graticule.nsi
; STAGE holds what is installed; remove.nsh names the files beside _internal that go again.
Unicode true
Target amd64-unicode
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
!include MUI2.nsh
!include LogicLib.nsh
!include WinVer.nsh

!define NAME "Graticule"
!define WINDOW "graticule-app.exe"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define CLASSES "Software\Classes"
!define APPLICATION "${CLASSES}\Applications\${WINDOW}"
; Not in Software\Graticule: for the registry that is Software\graticule, the user's settings.
!define CAPABILITIES "${APPLICATION}\Capabilities"
!define IN_USE 3 ; exit status: the program runs
!define NOT_OURS 4 ; exit status: the folder holds another program
!define TOO_OLD 5 ; exit status: this Windows is too old

Name "${NAME} ${VERSION}"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
ManifestDPIAware true
ManifestSupportedOS Win10
!define MUI_ICON "${STAGE}/graticule.ico"
!define MUI_UNICON "${STAGE}/graticule.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW}"
!define MUI_FINISHPAGE_NOAUTOCLOSE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "${NAME} setup"
VIAddVersionKey CompanyName "The ${NAME} developers"
VIAddVersionKey LegalCopyright "GPL-3.0-or-later"

; Every type of file that the program offers to open.
!macro EACH_TYPE DO
  !insertmacro ${DO} tif Scan
  !insertmacro ${DO} tiff Scan
  !insertmacro ${DO} svs Scan
  !insertmacro ${DO} ndpi Scan
  !insertmacro ${DO} mrxs Scan
  !insertmacro ${DO} scn Scan
  !insertmacro ${DO} dm3 Scan
  !insertmacro ${DO} dm4 Scan
  !insertmacro ${DO} graticule Project
!macroend
; An offer under "Open with" and in the settings' default apps: what opens a type stays as it is.
!macro OFFER ENDING KIND
  WriteRegStr HKCU "${CLASSES}\.${ENDING}\OpenWithProgids" "${NAME}.${KIND}" ""
  WriteRegStr HKCU "${CAPABILITIES}\FileAssociations" ".${ENDING}" "${NAME}.${KIND}"
  WriteRegStr HKCU "${APPLICATION}\SupportedTypes" ".${ENDING}" ""
!macroend
!macro WITHDRAW ENDING KIND
  DeleteRegValue HKCU "${CLASSES}\.${ENDING}\OpenWithProgids" "${NAME}.${KIND}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.${ENDING}\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.${ENDING}"
!macroend
!macro KIND KIND WORDS
  WriteRegStr HKCU "${CLASSES}\${NAME}.${KIND}" "" "${WORDS}"
  WriteRegStr HKCU "${CLASSES}\${NAME}.${KIND}\DefaultIcon" "" "$INSTDIR\graticule.ico"
  WriteRegStr HKCU "${CLASSES}\${NAME}.${KIND}\shell\open\command" "" '"$INSTDIR\${WINDOW}" "%1"'
!macroend

!define TELL_EXPLORER "System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'"

!macro STOP STATUS WORDS
  MessageBox MB_ICONSTOP "${WORDS}" /SD IDOK
  SetErrorLevel ${STATUS}
  Quit
!macroend

; A program that runs cannot be opened for writing.
!macro REFUSE_IF_RUNNING PROGRAM
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${PROGRAM}" a
    ${If} ${Errors}
      !insertmacro STOP ${IN_USE} "${NAME} is running. Please close its window, then try again."
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

; Only what was installed: the folder is one that the user may have picked, with other things in it.
!macro REMOVE_PROGRAM
  ${If} ${FileExists} "$INSTDIR\_internal\start.py"
    RMDir /r "$INSTDIR\_internal"
  ${EndIf}
  !include "${REMOVE}"
!macroend

Function .onInit
  ${IfNot} ${AtLeastBuild} 17763
    !insertmacro STOP ${TOO_OLD} "${NAME} needs Windows 10 (1809) or newer."
  ${EndIf}
FunctionEnd

Section
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\_internal\start.py"
    !insertmacro STOP ${NOT_OURS} "$INSTDIR holds another program. Please pick another folder."
  ${EndIf}
  !insertmacro REFUSE_IF_RUNNING graticule.exe
  !insertmacro REFUSE_IF_RUNNING ${WINDOW}
  ; an older version elsewhere: there is one program per user
  ReadRegStr $1 HKCU "${UNINSTALL}" "InstallLocation"
  ${If} $1 != ""
  ${AndIf} $1 != $INSTDIR
  ${AndIf} ${FileExists} "$1\uninstall.exe"
    ExecWait '"$1\uninstall.exe" /S _?=$1' $2
    ${If} $2 != 0
      !insertmacro STOP ${IN_USE} "${NAME} is running. Please close its window, then try again."
    ${EndIf}
    Delete "$1\uninstall.exe"
    RMDir "$1"
  ${EndIf}
  !insertmacro REMOVE_PROGRAM

  SetOutPath "$INSTDIR"
  File /r "${STAGE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW}"

  !insertmacro KIND Scan "Microscope scan"
  !insertmacro KIND Project "Graticule project"
  WriteRegStr HKCU "${APPLICATION}" "FriendlyAppName" "${NAME}"
  WriteRegStr HKCU "${APPLICATION}\shell\open\command" "" '"$INSTDIR\${WINDOW}" "%1"'
  WriteRegStr HKCU "${CAPABILITIES}" "ApplicationName" "${NAME}"
  WriteRegStr HKCU "${CAPABILITIES}" "ApplicationDescription" "Finds and measures every particle of a microscope scan"
  WriteRegStr HKCU "Software\RegisteredApplications" "${NAME}" "${CAPABILITIES}"
  !insertmacro EACH_TYPE OFFER

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\graticule.ico"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The ${NAME} developers"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${KB}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${TELL_EXPLORER}

  ; What the first analysis would wait for is compiled now. Without it that one takes longer, only.
  DetailPrint "Preparing the program for this computer (about a minute)"
  ExecWait '"$INSTDIR\${WINDOW}" --compile'
SectionEnd

Section Uninstall
  !insertmacro REFUSE_IF_RUNNING graticule.exe
  !insertmacro REFUSE_IF_RUNNING ${WINDOW}
  !insertmacro REMOVE_PROGRAM
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only if it is empty
  RMDir /r "$LOCALAPPDATA\graticule\Cache" ; settings, protocols, packs and reports beside it stay
  Delete "$SMPROGRAMS\${NAME}.lnk"

  !insertmacro EACH_TYPE WITHDRAW
  DeleteRegKey HKCU "${CLASSES}\${NAME}.Scan"
  DeleteRegKey HKCU "${CLASSES}\${NAME}.Project"
  DeleteRegKey HKCU "${APPLICATION}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\Applications"
  DeleteRegValue HKCU "Software\RegisteredApplications" "${NAME}"
  DeleteRegKey /ifempty HKCU "Software\RegisteredApplications"
  DeleteRegKey HKCU "${UNINSTALL}"
  ${TELL_EXPLORER}
SectionEnd
