gender-male = 男性
gender-female = 女性
gender-other = その他
relation-family = 家族
relation-other = その他
