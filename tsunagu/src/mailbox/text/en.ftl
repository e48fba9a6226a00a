mail-in-empty = (A mail without words arrived)
mail-in-files = (A mail without words, with something put beside)
mail-in-cut = (The long rest is in the original mail)
mail-in-large = Mail of more than { $most } MB cannot be taken. Please send it in parts.
