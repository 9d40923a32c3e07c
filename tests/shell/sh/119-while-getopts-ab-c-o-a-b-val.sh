while getopts ab:c o -a -b val -c rest; do echo "$o:$OPTARG"; done; echo $OPTIND
