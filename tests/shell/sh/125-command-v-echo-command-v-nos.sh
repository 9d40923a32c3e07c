command -v echo; command -v nosuch; echo $?; command echo via
