if true; then echo yes; else echo no; fi; if false; then :; elif true; then echo elif; fi
