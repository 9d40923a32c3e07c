exec {fd}>f; echo hi >&$fd; exec {fd}>&-; read x <f; echo $x; [[ $fd -ge 10 ]] && echo ten
