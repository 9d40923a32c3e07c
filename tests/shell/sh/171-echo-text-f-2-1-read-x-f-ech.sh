echo text >f 2>&1; read x <f; echo $x; set -C; echo no 2>/dev/null >f || echo kept; echo yes >|f; read x <f; echo $x
