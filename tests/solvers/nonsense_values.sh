# Says that there is a solution, with values that are no values.
while read -r line; do
    case $line in
        *check-sat*) echo sat;;
        *get-value*) echo '((vambrace.leaf.0 "one") (leaf ((()))))';;
        *exit*) exit;;
    esac
done
