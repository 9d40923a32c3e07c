set -e; ((0)) || true; [[ a == b ]] || echo ne; if ((0)); then :; fi; echo end; ((0)); echo never
