"""Seeds that are put together: workbooks and PDFs as parts (see src/parts.rs), archives, mappings, single values."""

import io
import pathlib
import re
import sys
import zipfile
import zlib

shared, sample = (pathlib.Path(path) for path in sys.argv[1:3])
corpus = pathlib.Path("corpus")


def put(target, name, content):
    folder = corpus / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def part(name, content):
    return b"@@ " + name + b"\n" + content + b"\n"


def start(path, size):
    with open(path, "rb") as file:
        return file.read(size)


def workbook_parts():
    needed = re.compile(
        r"(^\[Content_Types\]|workbook\.|\.rels$|sheet\d+\.|sharedStrings\.|styles\.|table\d+\.|content\.xml|mimetype|manifest\.xml)"
    )
    for path in sorted((shared / "messy_workbooks").iterdir()):
        if path.suffix not in (".xlsx", ".xlsm", ".xlsb", ".ods") or path.stat().st_size > 80_000:
            continue
        try:
            book = zipfile.ZipFile(path)
            parts = [(info.filename, book.read(info)) for info in book.infolist() if needed.search(info.filename)]
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
            continue
        parts = [(name, content) for name, content in parts if len(content) <= 30_000]
        whole = b"".join(part(name.encode(), content) for name, content in parts)
        if len(whole) <= 100_000:
            put("ods" if path.suffix == ".ods" else "xlsx", f"parts-{path.name}", whole)


def pdf_parts():
    """Objects of a PDF with plain objects; those in object streams are left to the whole files."""
    reports = sorted((sample / "service" / "berichte").glob("*.pdf"))[:12]
    for path in reports + sorted((shared / "pdf_tables").glob("*.pdf")):
        data = path.read_bytes()
        objects = {}
        for found in re.finditer(rb"(?:^|\s)(\d+) 0 obj\b(.*?)\bendobj", data, re.S):
            number, body = int(found[1]), found[2].strip()
            stream = re.match(rb"<<(.*?)>>\s*stream\r?\n(.*?)\r?\n?endstream", body, re.S)
            if stream:
                head, content = stream[1], stream[2]
                if b"FlateDecode" in head:
                    try:
                        content = zlib.decompressobj().decompress(content)
                        head = re.sub(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?|/DecodeParms\s*<<.*?>>", b"", head)
                    except zlib.error:
                        pass
                head = re.sub(rb"/Length1?\s+\d+(\s+0\s+R)?", b"", head)
                objects[number] = part(b"s", b" ".join(head.split()) + b"\n" + content[:8_000])
            else:
                objects[number] = part(b"o", body[:4_000])
        root = re.search(rb"/Root\s+\d+ 0 R", data)
        if not objects or max(objects) > 60 or not root:
            continue
        whole = b"".join(objects.get(number, part(b"o", b"null")) for number in range(1, max(objects) + 1))
        put("pdf", f"parts-{path.name}", whole + part(b"t", root[0]))
    put(
        "pdf",
        "parts-by-hand",
        part(b"o", b"<< /Type /Catalog /Pages 2 0 R >>")
        + part(b"o", b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Rotate 90 >>")
        + part(
            b"o",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [4 0 R] /Resources << /Font << /F1 5 0 R "
            b"/F2 6 0 R >> /XObject << /X1 9 0 R >> >> >>",
        )
        + part(
            b"s",
            b"\nBT /F1 10 Tf 14 TL 50 800 Td (Seriennummer:) Tj 100 0 Td (RX-4711) Tj T* [(Datum: 31) -200 (.12.2026)] TJ "
            b"(Techniker: M. Huber) ' 1 2 (Typ: X 5) \" ET q 1 0 0 1 0 -100 cm /X1 Do Q BT /F2 9 Tf 1 0 0 1 50 600 Tm "
            b"<00010002> Tj ET",
        )
        + part(b"o", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
        + part(
            b"o",
            b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [7 0 R] /ToUnicode 8 0 R >>",
        )
        + part(b"o", b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /DW 500 /W [1 [600 700] 3 9 400] >>")
        + part(
            b"s",
            b"\n/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /A def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
            b"1 beginbfchar\n<0001> <0041>\nendbfchar\n1 beginbfrange\n<0002> <0009> <0042>\nendbfrange\nendcmap\n"
            b"CMapName currentdict /CMap defineresource pop\nend\nend\n",
        )
        + part(b"s", b"/Type /XObject /Subtype /Form /Matrix [1 0 0 1 0 0]\nBT /F1 8 Tf (Ort: Ulm) Tj ET /X1 Do"),
    )


def archives():
    csv = start(shared / "seattle_fleet" / "Sold_Fleet_Equipment.tsv", 2_000)
    book = start(shared / "messy_workbooks" / "temperature.xlsx", 10_000)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("innen/liste.csv", csv)
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("2026/liste.tsv", csv)
        zipped.writestr("2026/buch.xlsx", book)
        zipped.writestr("innen.zip", inner.getvalue())
        zipped.writestr("__MACOSX/x", b"x")
        zipped.writestr("daten.json", b'[{"a":1}]')
    put("zip", "nested.zip", outer.getvalue())
    put("zip", "inner.zip", inner.getvalue())
    put("zip", "book.xlsx", book)
    put(
        "zip",
        "parts",
        part(b"a/liste.csv", b"a;b\n1;2")
        + part(b"..\\b.json", b'[{"a":1}]')
        + part(b".DS_Store", b"x")
        + part(b"c.zip", inner.getvalue()),
    )


def mappings():
    table = "@@ table\nSeriennummer;Typ;Baujahr;Laufzeit [h];Preis;Kunde\nRX-1;X5;2015;1.234,5;99,90;Huber\nRX-2;X6;03.04.2016;7;1.000;Maier\n"
    rules = (
        '[[source]]\nname = "erp"\nfiles = ["erp/*"]\npriority = 1\ncomplete = ["machines"]\n\n[[table]]\nfile = "*.csv"\n'
        'kind = "machines"\nheader_row = 1\ninclude_hidden = true\n[table.columns]\n"Seriennummer" = "serial_number"\n'
        '"Typ" = "-"\n"Preis" = { field = "list_price", decimal = "comma", factor = 0.001 }\n[table.constants]\n'
    )
    put("mapping", "rules", (rules + table).encode())
    put("mapping", "table", table.encode())
    text = (sample / "sources.toml").read_bytes() if (sample / "sources.toml").exists() else b""
    put("mapping", "sources", text + table.encode())
    for path in list((corpus / "recognise").glob("600-*")):
        put("mapping", path.name, b"@@ table\n" + path.read_bytes())
        rule = b'[[table]]\nfile = "*"\nkind = "orders"\n'
        put("mapping", f"rule-{path.name}", rule + b"@@ table\n" + path.read_bytes())


def values():
    texts = """1.234,56 €|T€ 12,5|Mio. 3|(1.000,00)|-5|12 345|1'234.50|1e5|50 %|31.12.2026|2026-12-31T10:00:00Z|12/31/26|
    20261231|3. März 2026|Mär 26|Dec 2026|/Date(1514764800000+0100)/|24:00|10:30 PM|2026-12-31 24:00:00|unbefristet|31.12.9999|
    00000000|n/a|ja|nein|x|true|SN RX-104711|S/N: 0047|Huber GmbH & Co. KG|KW 12/2026|Q3/2026|12 h|1.5 Tage|30 000 km|
    2026-12-31T10:00:00.123+02:00|Fri, 01 Jan 2027 10:00:00 GMT|1514764800|45000,5"""
    for number, text in enumerate(texts.split("|")):
        put("values", f"{number:03}", text.strip().encode())


def plain():
    put("delimited", "quotes", b'sep=;\r\n"a;b";"c""d"\r\n"x\ny" ;"open\n1;2\n"";"";\n')
    put("delimited", "grown", '"\x1b"x";\x1ba;"b\n'.encode())
    put("delimited", "wide", b"\xff\xfe" + "Gerät\tOrt\nG1\tUlm\n".encode("utf-16-le"))
    put("delimited", "latin", "Gerät;Ort\nä;ü\nUTF;x\n".encode("latin-1"))
    put("json", "lines.ndjson", b'{"serial":"1","a":{"b":[1,2]},"l":[{"x":1},{"y":"/Date(1514764800000)/"}]}\n{"serial":"2"}\nno\n')
    put("json", "odata", b'{"d":{"results":[{"__metadata":{},"id":12345678901234567890,"u":"\\u00e4\\n"}],"count":1}}')


def described():
    """Lists of SAP, nameplates, identifications and devices, small and whole."""
    put("delimited", "sap", b"Titel\n-------\n|SERNR|TYP|Wert |\n-------\n|4711 |A|B| 1,0-|\n|*    |   | 1,0-|\n-------\n")
    put("delimited", "sap-two", b"-----\n|EQUNR|TYP|\n|  Kunde|O|\n-----\n|1    |A  |\n|  Huber|U|\n-----\n")
    plate = b'{"submodels":[{"idShort":"Nameplate","submodelElements":[{"idShort":"SerialNumber","value":"4711"}]}]}'
    shell = (
        b'<environment xmlns="https://admin-shell.io/aas/3/0"><submodels><submodel><idShort>Nameplate</idShort><submodelElements>'
        b"<property><idShort>SerialNumber</idShort><value>4711</value></property></submodelElements></submodel></submodels></environment>"
    )
    nodes = (
        b'<UANodeSet><UAObject NodeId="i" BrowseName="2:Identification" ParentNodeId="m"/><UAVariable NodeId="s" '
        b'BrowseName="2:SerialNumber" ParentNodeId="i"><Value><String>4711</String></Value></UAVariable></UANodeSet>'
    )
    devices = (
        b'<MTConnectDevices><Devices><Device name="a"><Description serialNumber="4711">x</Description></Device></Devices></MTConnectDevices>'
    )
    put("json", "plate", plate)
    put("json", "opcua", b'{"1:Press":{"2:Identification":{"2:Manufacturer":{"Text":"A"},"2:SerialNumber":"4711"}}}')
    for name, content in [("shell", shell), ("nodes", nodes), ("devices", devices)]:
        put("xml", name, content)
    origin = part(b"aasx/aasx-origin", b"x")
    put("aasx", "parts", origin + part(b"aasx/data.json", plate) + part(b"aasx/data.xml", shell))


workbook_parts()
pdf_parts()
archives()
described()
mappings()
values()
plain()
