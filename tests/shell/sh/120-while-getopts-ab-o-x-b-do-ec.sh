while getopts :ab: o -x -b; do echo "$o:$OPTARG"; done
