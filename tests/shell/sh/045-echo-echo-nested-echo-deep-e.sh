echo "$(echo "nested $(echo "deep $(echo er)")")"
