f() { echo func; }; echo() { printf 'shadow\n'; }; echo x; command echo y; unset -f echo; echo z
