set -u; echo ${x-ok}; (echo $x) 2>/dev/null; echo $?; echo "$@" $#
