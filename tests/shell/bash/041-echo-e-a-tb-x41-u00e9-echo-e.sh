echo -e 'a\tb\x41\u00e9'; echo -E 'a\tb'; echo -n x; echo; echo -ne 'y\n'; echo 'a\tb'
