echo "${x:-"quoted"}" "${x:-'single'}" ${x:-$(echo cmd)} ${x:-${y:-nested}}
