re='^[0-9]+$'; for v in 12 1a; do if [[ $v =~ $re ]]; then echo num; else echo nan; fi; done
