shopt -s nocasematch; [[ ABC == abc ]] && echo same; case XyZ in xyz) echo case;; esac
