mkdirless=1; : >.hidden; : >seen; echo *; echo .h*
