kill -l 15; kill -l TERM; (kill -TERM $BASHPID); kill -0 $$; echo $?
