"""An xlwings engine that drives LibreOffice Calc. It knows nothing of ledgers."""
