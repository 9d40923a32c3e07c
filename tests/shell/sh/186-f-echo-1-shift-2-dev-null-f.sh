f() { echo $1; shift 2>/dev/null; }; f a; (shift 5) 2>/dev/null; echo $?
