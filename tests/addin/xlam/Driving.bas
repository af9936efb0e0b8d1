Attribute VB_Name = "Driving"
Option Explicit
' Does what Excel's ribbon does with a button, and what else a test asks of the add-in's objects.

Public Function Here() As String
    Here = "here"
End Function

Public Sub Prepare(ByVal content As String, ByVal exitCode As Variant)
    Machine.Prepare content, exitCode
End Sub

Public Function Press(ByVal tag As String) As String
    Dim button As New Control
    button.Tag = tag
    Ribbon.HiveOnAction button
    Press = Machine.Record()
End Function

Public Function IsEnabled(ByVal tag As String) As Boolean
    Dim button As New Control
    Dim answer As Variant
    button.Tag = tag
    Ribbon.HiveGetEnabled button, answer
    IsEnabled = answer
End Function

Public Sub CallSheet(ByVal name As String)
    ActiveWorkbook.Worksheets(1).Name = name
End Sub

Public Function Working(ByVal button As String) As String
    Working = Built.Working(button)
End Function

Public Function Decoded(ByVal written As String) As String
    Decoded = Runs.Decoded(written)
End Function

Public Function CommandLine(ByVal python As String, ByVal program As String, ByVal book As String, ByVal excel As String, ByVal window As String) As String
    CommandLine = Runs.CommandLine(python, program, book, excel, window)
End Function

Public Sub Answer(ByVal given As Variant)
    Server.Prepare given
End Sub

Public Function Called() As String
    Called = Server.Record()
End Function
