gender-male = 男（おとこ）
gender-female = 女（おんな）
gender-other = ほか
relation-family = 家族（かぞく）
relation-other = ほか
