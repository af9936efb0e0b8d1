-- Starts HiveLedger's Python beside Excel, which may run only the scripts of this folder.
-- Told: the interpreter, the program and the workbook's name, one a line.

on launch(told)
	set interpreter to paragraph 1 of told
	set program to paragraph 2 of told
	set book to paragraph 3 of told
	do shell script "test -x " & quoted form of interpreter
	do shell script quoted form of interpreter & " -P -B -X utf8 -c " & quoted form of program & " " & quoted form of ("--wb=" & book) & " --from_xl=1 > /dev/null 2>&1 &"
end launch
