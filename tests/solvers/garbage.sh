# Answers with a word that starts like an answer, and with what is no text.
while read -r line; do case $line in *check-sat*) printf 'unsatisfactory \303\244\377\n';; esac; done
