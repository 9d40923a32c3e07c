echo ${x+} "${x+}" | { read y; echo "[$y]"; }
