Attribute VB_Name = "Objects"
Option Explicit
' One object of each class. What is public in a module like this can be called by the cells and shapes of any workbook,
' so that all but what the ribbon and Python call is in classes, which they cannot reach.

Public Built As New HiveBuilt
Public Machine As New HiveMachine
Public Runs As New HiveRuns
Public Server As New HiveServer
