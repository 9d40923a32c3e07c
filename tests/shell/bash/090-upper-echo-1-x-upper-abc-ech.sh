upper() { echo "${1^^}"; }; x=$(upper abc); echo $x; echo "${x:0:1}${x:1}"
