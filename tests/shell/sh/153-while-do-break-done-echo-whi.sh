while :; do break; done; echo $?; while false; do :; done; echo $?; for i in; do :; done; echo $?
