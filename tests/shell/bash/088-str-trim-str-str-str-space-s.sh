str="  trim  "; str="${str#"${str%%[![:space:]]*}"}"; str="${str%"${str##*[![:space:]]}"}"; echo "[$str]"
