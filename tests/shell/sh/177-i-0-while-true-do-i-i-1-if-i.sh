i=0; while true; do i=$((i+1)); if [ $i -ge 1000 ]; then break; fi; done; echo $i
