Attribute VB_Name = "Ask"
Option Explicit
' What Python has Excel ask. Each text comes from Python, so that it is told once and in any language.

' Gives the text that somebody typed, False where they cancelled.
Public Function HiveAsk(ByVal text As String, ByVal title As String, ByVal filledIn As String) As Variant
    HiveAsk = Application.InputBox(text, title, filledIn, Type:=2)
End Function

' Gives the files that somebody chose, one a line, "" where they cancelled.
Public Function HivePickFiles(ByVal title As String) As String
    Dim chosen As Variant
    chosen = Application.GetOpenFilename(title:=title, MultiSelect:=True)
    If IsArray(chosen) Then HivePickFiles = Join(chosen, vbLf)
End Function

' Tells whether somebody wants the run to stop: Esc was pressed.
Public Function HiveWasCancelled() As Boolean
    HiveWasCancelled = Machine.EscapePressed()
End Function

' Called by the key itself, where that has to be watched for.
Public Sub HiveNoteEscape()
    Machine.NoteEscape
End Sub
