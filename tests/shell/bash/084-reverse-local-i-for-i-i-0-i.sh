reverse() { local i; for ((i=$#; i>0; i--)); do echo -n "${!i} "; done; echo; }; reverse 1 2 3
