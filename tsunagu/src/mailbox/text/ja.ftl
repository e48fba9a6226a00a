mail-in-empty = （ことばのないメールが届きました）
mail-in-files = （ことばはなく、添えられたものだけのメールです）
mail-in-cut = （このあとの長い文は、元のメールにあります）
mail-in-large = { $most }MBをこえるメールは受け取れません。写真などは分けて送ってください。
