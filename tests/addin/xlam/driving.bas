Attribute VB_Name = "Driving"
Option Explicit
' Does what Excel's ribbon does with a button.

Public Function Press(ByVal tag As String) As String
    Dim control As New Control
    control.Tag = tag
    Ribbon.HiveOnAction control
    Press = Machine.Record()
End Function

Public Function IsEnabled(ByVal tag As String) As Boolean
    Dim control As New Control
    Dim answer As Variant
    control.Tag = tag
    Ribbon.HiveGetEnabled control, answer
    IsEnabled = answer
End Function

Public Function Here() As String
    Here = "here"
End Function

Public Sub CallSheet(ByVal name As String)
    ActiveWorkbook.Worksheets(1).Name = name
End Sub
