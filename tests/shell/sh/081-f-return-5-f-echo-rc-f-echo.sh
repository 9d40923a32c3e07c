f() { return 5; }; f || echo "rc $?"; f && echo no; echo $?
