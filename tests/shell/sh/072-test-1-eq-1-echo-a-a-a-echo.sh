test 1 -eq 1 && echo a; [ a = a ] && echo b; [ a != b ] && echo c; [ -z "" ] && echo d; [ -n x ] && echo e
