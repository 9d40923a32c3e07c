echo -n no newline; echo; echo 'a\tb\n'; echo -e x
