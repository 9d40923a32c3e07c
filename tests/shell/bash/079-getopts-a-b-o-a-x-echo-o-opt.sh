getopts a:b o -a x; echo $o $OPTARG; f() { local OPTIND=1; getopts q o -q; echo $o; }; f
