Attribute VB_Name = "Server"
Option Explicit
' The Python that computes functions in cells: it stays, started through the library of xlwings. Windows only.

#If Not Mac Then
#If Win64 Then
Private Const LIBRARY As String = "xlwings64-@XLWINGS@.dll"
Private Declare PtrSafe Function Activate Lib "xlwings64-@XLWINGS@.dll" Alias "XLPyDLLActivateAuto" (ByRef result As Variant, Optional ByVal config As String = "", Optional ByVal mode As Long = 1) As Long
#Else
Private Const LIBRARY As String = "xlwings32-@XLWINGS@.dll"
Private Declare PtrSafe Function Activate Lib "xlwings32-@XLWINGS@.dll" Alias "XLPyDLLActivateAuto" (ByRef result As Variant, Optional ByVal config As String = "", Optional ByVal mode As Long = 1) As Long
#End If
Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal path As LongPtr) As LongPtr
Private command As String
#End If

' Gives the running Python, whose CallUDF calls a function of a module.
Public Function Python() As Object
#If Mac Then
    Err.Raise 1000, Description:=Built.OnlyWindows()
#Else
    Dim answer As Variant
    If command = "" Then command = Found(Runs.Setting("python"))
    If Activate(answer, command) <> 0 Then Err.Raise 1000, Description:=CStr(answer)
    Set Python = answer
#End If
End Function

#If Not Mac Then
' Loads the library from beside Python, or from the folder above, and gives the command that it starts.
Private Function Found(ByVal interpreter As String) As String
    Dim folder As String, path As String
    If interpreter = "" Then Err.Raise 1000, Description:=Built.NotInstalled()
    folder = Left(interpreter, InStrRev(interpreter, "\") - 1)
    path = folder & "\" & LIBRARY
    If LoadLibraryW(StrPtr(path)) = 0 Then
        path = Left(folder, InStrRev(folder, "\")) & LIBRARY
        If LoadLibraryW(StrPtr(path)) = 0 Then Err.Raise 1000, Description:=Built.NotInstalled()
    End If
    Found = """" & interpreter & """ -P -B -X utf8 -c ""@SERVE@"""
End Function
#End If
