shopt -s extglob
case foo.txt in !(*.c)) echo notc;; esac; x=aaab; echo ${x##+(a)}; [[ ab == @(ab|cd) ]] && echo at
