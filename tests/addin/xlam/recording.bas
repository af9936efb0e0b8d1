Attribute VB_Name = "Machine"
Option Explicit
' Stands in for the module of that name: says what it was asked to do, and does nothing.

Private told As String
Private outcome As Long
Private recorded As String

Public Sub Prepare(ByVal content As String, ByVal exitCode As Variant)
    told = content
    outcome = exitCode
    recorded = ""
End Sub

Public Function Record() As String
    Record = recorded
End Function

Public Function UserFile() As String
    UserFile = told
End Function

Public Function Launch(ByVal python As String, ByVal program As String, ByVal book As String) As Long
    recorded = recorded & "launch" & vbLf & python & vbLf & program & vbLf & book
    Launch = outcome
End Function

Public Sub ShowProblem(ByVal text As String, ByVal title As String)
    recorded = recorded & "problem" & vbLf & title & vbLf & text
End Sub

Public Function EscapePressed() As Boolean
    EscapePressed = True
End Function
