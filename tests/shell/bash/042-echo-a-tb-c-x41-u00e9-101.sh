echo $'a\tb\'c\x41' $'\u00e9' $'\101'
