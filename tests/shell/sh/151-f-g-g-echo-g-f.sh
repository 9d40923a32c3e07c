f() { g; }; g() { echo g; }; f
