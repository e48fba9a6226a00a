party-person = The person
party-caller = Caller
