party-person = ご本人
party-caller = 来談者
