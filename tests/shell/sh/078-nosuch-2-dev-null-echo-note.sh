./nosuch 2>/dev/null; echo $?; : >notexec; ./notexec 2>/dev/null; echo $?
