#!/bin/sh
# Fills fuzz/corpus/ with small real files: seed.sh [SHARED_DATA [SAMPLE_FOLDER]]. Files that are already there stay.
set -eu
cd "$(dirname "$0")"
shared=${1:-/work/shared/data}
sample=${2:-/tmp/mfg/m1}
corpus() { mkdir -p "corpus/$1"; echo "corpus/$1"; }
# copy TARGET MOST_BYTES FILE...: whole files up to a size.
copy() {
    to=$(corpus "$1"); most=$2; shift 2
    for file in "$@"; do
        [ -f "$file" ] && [ "$(wc -c < "$file")" -le "$most" ] && cp "$file" "$to/$(basename "$file")"
    done
    return 0
}
# head TARGET BYTES FILE...: the beginnings of files.
heads() {
    to=$(corpus "$1"); bytes=$2; shift 2
    for file in "$@"; do
        [ -f "$file" ] && head -c "$bytes" "$file" > "$to/$bytes-$(basename "$file")"
    done
    return 0
}

books=$shared/messy_workbooks
copy xlsx 40000 "$books"/*.xlsx "$books"/*.xlsm "$books"/*.xlsb "$sample"/types/*.xlsx
copy xls 60000 "$books"/*.xls
copy ods 80000 "$books"/*.ods
copy pdf 70000 "$shared"/pdf_tables/*.pdf
copy pdf 20000 "$sample"/service/berichte/SB-2026-0000*.pdf
copy json 20000 "$shared"/sap_api_equipment/*/*.json
heads json 20000 "$shared"/sap_api_equipment/OP_API_EQUIPMENT.json
heads xml 20000 "$shared"/mtconnect/Devices.xml "$shared"/opcua_nodesets/*.xml
for target in delimited recognise; do
    for bytes in 600 4000 20000; do
        heads $target $bytes "$shared"/seattle_fleet/*.csv "$shared"/seattle_fleet/*.tsv "$shared"/pdf_tables/*.csv \
            "$sample"/crm/*.csv "$sample"/erp/*.csv "$sample"/orders/*.csv "$sample"/service/*.csv "$sample"/telemetry/*.csv
    done
done
python3 seed_parts.py "$shared" "$sample"
find corpus -type f | cut -d/ -f2 | sort | uniq -c
