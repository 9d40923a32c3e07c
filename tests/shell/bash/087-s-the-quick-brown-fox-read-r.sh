s="the quick brown fox"; read -ra w <<<"$s"; echo ${#w[@]} ${w[-1]}; echo ${s%% *} ${s##* }
