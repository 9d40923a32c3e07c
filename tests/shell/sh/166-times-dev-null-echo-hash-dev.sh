times >/dev/null; echo $?; hash >/dev/null 2>&1; echo $?
