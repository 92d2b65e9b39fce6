#!/bin/sh
# Writes territories.xml and countries-old.xml: the files of HistoryAtState/gsh data/<folder>/*.xml in byte order
# of their names, each without its XML declaration (which may stand only once in a file), under one root.
# Nothing else is changed. Usage: condense.sh <folder data of a checkout of gsh> <output folder>
set -eu
export LC_ALL=C
condense() {
    {
        printf '<?xml version="1.0" encoding="UTF-8"?>\n<%s>\n' "$2"
        for file in "$1"/*.xml; do
            sed '1s/^<?xml[^>]*?>//' "$file"
            printf '\n'
        done
        printf '</%s>\n' "$2"
    } > "$3"
}
condense "$1/territories" territories "$2/territories.xml"
condense "$1/countries-old" countries "$2/countries-old.xml"
