Attribute VB_Name = "Machine"
Option Explicit
' All that is done otherwise on Windows and on macOS. Needs Excel 2010 or newer.

#If Mac Then
Private wasPressed As Boolean
#Else
Private Declare PtrSafe Function MessageBoxW Lib "user32" (ByVal owner As LongPtr, ByVal text As LongPtr, ByVal title As LongPtr, ByVal kind As Long) As Long
Private Declare PtrSafe Function GetAsyncKeyState Lib "user32" (ByVal key As Long) As Integer
Private Declare PtrSafe Function GetForegroundWindow Lib "user32" () As LongPtr
#End If

' Gives what the installer wrote down for this user, "" where nothing was installed.
Public Function UserFile() As String
    Dim path As String
    On Error GoTo absent
#If Mac Then
    Dim number As Integer
    path = Environ("HOME") & "/hiveledger.ini"
    number = FreeFile
    Open path For Input As #number
    UserFile = Input(LOF(number), #number)
    Close #number
#Else
    path = CreateObject("WScript.Shell").ExpandEnvironmentStrings("%LOCALAPPDATA%\hiveledger\hiveledger.ini")
    With CreateObject("Scripting.FileSystemObject").OpenTextFile(path)
        UserFile = .ReadAll
        .Close
    End With
#End If
absent:
End Function

' Starts Python and gives its exit code. Windows waits for it, without a window; macOS cannot wait, because Excel
' answers nobody while a macro runs there.
Public Function Launch(ByVal python As String, ByVal program As String, ByVal book As String) As Long
    On Error GoTo failed
#If Mac Then
    wasPressed = False
    Application.OnKey "{ESC}", "Machine.NoteEscape"
    AppleScriptTask "hiveledger.applescript", "launch", python & vbLf & program & vbLf & book
#Else
    Dim command As String
    command = Runs.CommandLine(python, program, book, Application.path & "\" & Application.Name, Application.hwnd)
    Application.EnableCancelKey = 0
    Launch = CreateObject("WScript.Shell").Run(command, 0, True)
#End If
    Exit Function
failed:
    Launch = Err.Number
End Function

' Shows one sentence. VBA's own box has no letters outside the machine's code page on Windows.
Public Sub ShowProblem(ByVal text As String, ByVal title As String)
#If Mac Then
    MsgBox text, vbExclamation, title
#Else
    MessageBoxW Application.hwnd, StrPtr(text), StrPtr(title), vbExclamation
#End If
End Sub

Public Function EscapePressed() As Boolean
#If Mac Then
    EscapePressed = wasPressed
#Else
    EscapePressed = GetAsyncKeyState(vbKeyEscape) < 0 And GetForegroundWindow() = Application.hwnd
#End If
End Function

#If Mac Then
Public Sub NoteEscape()
    wasPressed = True
    Application.OnKey "{ESC}"
End Sub
#End If
