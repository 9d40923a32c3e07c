[[ $'a\nb' == *$'\n'* ]] && echo nl; x=$'1\n2'; echo "${x//$'\n'/,}"; IFS=$'\n'; set -- $x; echo $#
