Attribute VB_Name = "Runs"
Option Explicit
' Starts Python for a click. What is needed for it is told by the user's own file, never by a workbook or its folder.

' Runs a line of Python that finds the active workbook through xlwings; whatever went wrong is one sentence.
Public Sub RunPython(ByVal program As String)
    Dim problem As String, code As Long
    problem = Obstacle(Machine.UserFile())
    If problem = "" Then
        code = Machine.Launch(Setting("python"), program, BookName())
        If code <> 0 Then problem = Built.Failed() & " (" & code & ")"
    End If
    If problem <> "" Then
        Application.StatusBar = problem
        Machine.ShowProblem problem, Built.Title()
    End If
End Sub

' Gives what Windows starts. No command shell: it would read meanings into the names of workbooks. -P keeps what lies
' in the current folder, which may be the workbook's, from being imported. No name on Windows holds a quotation mark.
Public Function CommandLine(ByVal python As String, ByVal program As String, ByVal book As String, ByVal excel As String, ByVal window As Variant) As String
    CommandLine = Quoted(python) & " -P -B -X utf8 -c " & Quoted(program) & " " & Quoted("--wb=" & book) _
        & " --from_xl=1 " & Quoted("--app=" & excel) & " --hwnd=" & window
End Function

' Gives a value of the user's file, "" where it is not told.
Public Function Setting(ByVal key As String) As String
    Setting = ValueOf(Machine.UserFile(), key)
End Function

' Gives a text whose letters outside ASCII are written %uXXXX.
Public Function Decoded(ByVal written As String) As String
    Dim parts() As String, i As Long
    parts = Split(written, "%u")
    For i = 0 To UBound(parts)
        If i = 0 Then
            Decoded = parts(i)
        Else
            Decoded = Decoded & ChrW(CLng("&H" & Left(parts(i), 4) & "&")) & Mid(parts(i), 5)
        End If
    Next i
End Function

Private Function ValueOf(ByVal content As String, ByVal key As String) As String
    Dim lines() As String, i As Long
    lines = Split(Replace(content, vbCr, ""), vbLf)
    For i = 0 To UBound(lines)
        If Left(lines(i), Len(key) + 1) = key & "=" Then
            ValueOf = Decoded(Mid(lines(i), Len(key) + 2))
            Exit Function
        End If
    Next i
End Function

Private Function Obstacle(ByVal content As String) As String
    If ValueOf(content, "python") = "" Then
        Obstacle = Built.NotInstalled()
    ElseIf ValueOf(content, "version") <> Built.VERSION Then
        Obstacle = Built.OtherVersion()
    End If
End Function

Private Function BookName() As String
    If Not ActiveWorkbook Is Nothing Then BookName = ActiveWorkbook.Name
End Function

Private Function Quoted(ByVal text As String) As String
    Quoted = """" & text & """"
End Function
