f=/a/b/file.tar.gz; echo ${f##*/} ${f%/*} ${f##*.} ${f%%.*}; b=${f##*/}; echo ${b%.gz}
