local x 2>/dev/null; echo $?; f() { local a=(1 2 3); echo ${#a[@]}; }; f; export EX=(1) 2>/dev/null; echo ok
