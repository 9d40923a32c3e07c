alias x=y; shopt expand_aliases; echo $?; shopt -s expand_aliases
alias hi='echo aliased'
hi
