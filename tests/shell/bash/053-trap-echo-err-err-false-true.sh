trap 'echo ERR $?' ERR; false; true; f() { false; }; f; false || true; if false; then :; fi; echo end
