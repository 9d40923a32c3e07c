printf -v out '%03d' 7; echo $out; printf '%q %q\n' 'a b' "it's"; printf '%s\n' "${BASH_VERSION%%.*}"
