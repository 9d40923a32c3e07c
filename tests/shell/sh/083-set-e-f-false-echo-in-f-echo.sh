set -e; f() { false; echo in; }; f || echo handled; echo end
