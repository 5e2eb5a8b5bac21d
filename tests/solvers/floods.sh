# Answers without an end and without a line.
while :; do printf 'sat sat sat sat sat sat sat sat sat sat sat sat sat sat sat sat sat sat sat sat sat sat '; done
