kill -l 15; kill -l TERM; kill -0 $$; echo $?
