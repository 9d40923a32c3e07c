shopt -s lastpipe; echo 5 | read x; echo $x
