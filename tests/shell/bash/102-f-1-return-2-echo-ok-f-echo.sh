f() { [[ $1 ]] || return 2; echo ok; }; f; echo $?; f x; echo $?
