hash -r; echo $?; ulimit -c 0; echo $?; umask -p 2>/dev/null >/dev/null; enable >/dev/null; echo $?
