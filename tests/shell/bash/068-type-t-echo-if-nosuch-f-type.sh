type -t echo if nosuch; f() { :; }; type -t f; echo $?; command -v f; builtin echo b
