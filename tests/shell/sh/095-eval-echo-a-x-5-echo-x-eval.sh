eval 'echo a; x=5'; echo $x; eval "echo \$x"; eval; echo $?
