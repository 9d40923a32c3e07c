printf '%s %b\n' 'a\tb' 'a\tb'; printf '%%\n'; printf '%c%c\n' abc def
