set -- "$@" x; [[ $# -eq 1 ]] && echo one; set -o | while read n v; do [[ $n == errexit ]] && echo $v; done
