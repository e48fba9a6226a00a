gender-male = Male
gender-female = Female
gender-other = Other
relation-family = Family
relation-other = Other
