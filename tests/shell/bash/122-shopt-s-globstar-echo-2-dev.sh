shopt -s globstar; echo ** 2>/dev/null; : >top.txt; echo **; echo **/*.txt
