if [[ -f /nosuch || -d / ]]; then echo dir; fi; [[ -e / && ! -f / ]] && echo notfile; [[ / -ef /. ]] && echo same
