Attribute VB_Name = "Ribbon"
Option Explicit
' What the ribbon calls. Which buttons there are is told by customUI.xml, drawn from the one list of buttons.

Private shown As Object

Public Sub HiveOnLoad(ribbon As Object)
    Set shown = ribbon
End Sub

Public Sub HiveOnAction(control As Object)
    Dim button As String
    On Error GoTo failed
    button = control.Tag
    Application.StatusBar = Built.Working(button)
    Runs.Click button
    Exit Sub
failed:
    Machine.ShowProblem Built.Failed() & " (" & Err.Description & ")", Built.Title()
End Sub

Public Sub HiveGetEnabled(control As Object, ByRef enabled)
    If ActiveWorkbook Is Nothing Then
        enabled = False
    Else
        enabled = control.Tag = Built.NeedsNoLedger() Or HasLedger(ActiveWorkbook)
    End If
End Sub

' Has the ribbon ask again what is enabled.
Public Sub Refresh()
    If Not shown Is Nothing Then shown.Invalidate
End Sub

' Tells whether a workbook has the sheet that makes it a ledger.
Private Function HasLedger(book As Object) As Boolean
    Dim sheet As Object
    For Each sheet In book.Worksheets
        If Built.IsSettings(sheet.Name) Then HasLedger = True
    Next sheet
End Function
