read -r a b <<<"1 2 3"; echo "$a|$b"; read -a arr <<<"x y z"; echo ${arr[2]} ${#arr[@]}
