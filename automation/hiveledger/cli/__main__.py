"""The command line by the name of its package: what the system starts, where no script is on its path."""

from hiveledger.cli import main

main()
