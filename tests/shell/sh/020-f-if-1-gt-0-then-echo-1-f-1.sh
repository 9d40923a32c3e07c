f() { if [ $1 -gt 0 ]; then echo $1; f $(($1-1)); fi; }; f 4
