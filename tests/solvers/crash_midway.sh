# Ends when it is asked.
while read -r line; do case $line in *check-sat*) kill -SEGV $$;; esac; done
