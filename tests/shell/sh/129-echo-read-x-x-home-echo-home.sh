echo ~ | { read x; [ "$x" = "$HOME" ] && echo home; }; echo "~" ~nosuchuser a~
