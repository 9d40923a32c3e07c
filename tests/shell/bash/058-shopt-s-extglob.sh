shopt -s extglob
: >a.c; : >b.h; : >c.txt; echo !(*.c|*.h); echo @(a|b).*; echo *.?(c)
