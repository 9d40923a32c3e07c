[[ abc == a* ]] && echo glob; [[ abc == "a*" ]] || echo quoted; [[ abc != x* ]] && echo ne
