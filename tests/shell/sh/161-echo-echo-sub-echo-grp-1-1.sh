echo $( (echo sub) ) $( { echo grp; } ) $((1+1))
