test -v HOME && echo v; [ a \< b ] && echo lt; [ "a" == "a" ] && echo eq; [[ -o errexit ]] || echo off; set -e; [[ -o errexit ]] && echo on
