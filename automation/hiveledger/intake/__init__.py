"""Reading what people send: any file as text cells, its columns recognised, its rows under our keys.

    for sheet in source.read_source(path):    # what the file says, nothing guessed
        found = headers.recognise(sheet)      # which column is which of ours, and what cannot be told
        leads = rows.lead_rows(sheet, found)  # a frame of text under our keys, with findings
    messages.read_messages(text)              # pasted messages, each fact listed for a check

Nothing is imported here: the process that reads an old .xls apart needs none of the recognition.
"""
