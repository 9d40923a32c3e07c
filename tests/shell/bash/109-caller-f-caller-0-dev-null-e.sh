caller; f() { caller 0 >/dev/null; echo $?; }; f; return 2>/dev/null; echo $?
