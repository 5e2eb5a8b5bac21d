# Reads nothing and never ends, nor does what it starts.
trap '' TERM INT HUP
sleep 1000 &
wait
sleep 1000
