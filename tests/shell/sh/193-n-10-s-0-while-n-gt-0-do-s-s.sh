n=10; s=0; while [ $n -gt 0 ]; do s=$((s+n)); n=$((n-1)); done; echo $s
