//! Sources that describe machines in a form of their own, the whole way from bytes to the values of a machine: digital
//! nameplates, OPC UA, MTConnect, SAP's OData. Real files where they are present, small ones made here everywhere.

use arrow::util::display::array_value_to_string;
use base::{Kind, TableId, fields};
use digitize::extract::{Place, extract};
use digitize::read::{Limits, read};
use digitize::recognise::{Hints, Outcome, recognise};
use digitize::schema::{FIRST_FIELD, ROW};
use std::path::{Path, PathBuf};

/// What a table became: its kind, its rows with their filled fields, and what was asked and found wrong.
struct Told {
    kind: Option<Kind>,
    rows: Vec<String>,
    asked: Vec<String>,
    wrong: Vec<String>,
}

fn told(name: &str, bytes: &[u8]) -> Vec<Told> {
    let file = read(name, bytes, &Limits::default());
    let said: Vec<String> = file.problems.iter().map(ToString::to_string).collect();
    assert!(file.tables.is_empty() || said.is_empty(), "{said:?}");
    if file.tables.is_empty() {
        return vec![Told { kind: None, rows: Vec::new(), asked: Vec::new(), wrong: said }];
    }
    let of_table = |raw: &digitize::RawTable<'_>| {
        let hints = Hints { file: name, sheet: raw.sheet.as_deref(), date_1904: false, merges: &[] };
        let found = recognise(&raw.sample(200), &raw.tail(20), &hints, None);
        let asked = found.questions.iter().map(|question| question.text.clone()).collect();
        let Outcome::Plan(plan) = &found.outcome else {
            return Told { kind: None, rows: Vec::new(), asked, wrong: Vec::new() };
        };
        let extract = extract(raw, plan, &Place { table: TableId(1), file: name, constants: &[] });
        let mut rows = Vec::new();
        for batch in &extract.batches {
            for row in 0..batch.num_rows() {
                let text = |column: usize| array_value_to_string(batch.column(column), row).expect("can be shown");
                let values = fields(plan.kind).iter().enumerate().map(|(at, field)| (field.id, text(FIRST_FIELD + at)));
                let filled: Vec<String> =
                    values.filter(|(_, text)| !text.is_empty()).map(|(id, text)| format!("{id}={text}")).collect();
                rows.push(format!("{}: {}", text(ROW), filled.join(", ")));
            }
        }
        let wrong = extract.problems.iter().map(ToString::to_string).collect();
        Told { kind: Some(plan.kind), rows, asked, wrong }
    };
    file.tables.iter().map(of_table).collect()
}

/// One table of machines without a question.
fn machines(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let mut all = told(name, bytes);
    let one = all.pop().filter(|_| all.is_empty()).expect("one table");
    assert_eq!((one.kind, one.asked.as_slice()), (Some(Kind::Machines), &[][..]), "{name}: {:?}", one.wrong);
    (one.rows, one.wrong)
}

#[expect(clippy::disallowed_methods, reason = "where the shared data lies is the environment's to say")]
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("INSTAND_SHARED_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    folder.is_dir().then_some(folder)
}

const PLATE: &str = r#"{"assetAdministrationShells":[{"idShort":"Press"}],"submodels":[{"idShort":"Nameplate","modelType":"Submodel",
  "semanticId":{"type":"ExternalReference","keys":[{"type":"GlobalReference","value":"https://admin-shell.io/idta/nameplate/3/0/Nameplate"}]},
  "submodelElements":[
    {"modelType":"Property","idShort":"URIOfTheProduct","value":"https://acme.example/p/4711"},
    {"modelType":"MultiLanguageProperty","idShort":"ManufacturerName","value":[{"language":"de","text":"ACME Pressen GmbH"},{"language":"en","text":"ACME Presses"}]},
    {"modelType":"MultiLanguageProperty","idShort":"ManufacturerProductDesignation","value":[{"language":"en","text":"Spindle press"},{"language":"de","text":"Spindelpresse"}]},
    {"modelType":"SubmodelElementCollection","idShort":"AddressInformation","value":[
      {"modelType":"MultiLanguageProperty","idShort":"Street","value":[{"language":"de","text":"Ring 1"}]},
      {"modelType":"MultiLanguageProperty","idShort":"Zipcode","value":[{"language":"de","text":"89073"}]},
      {"modelType":"MultiLanguageProperty","idShort":"CityTown","value":[{"language":"de","text":"Ulm"}]},
      {"modelType":"MultiLanguageProperty","idShort":"NationalCode","value":[{"language":"de","text":"DE"}]},
      {"modelType":"SubmodelElementCollection","idShort":"Phone","value":[{"modelType":"MultiLanguageProperty","idShort":"TelephoneNumber","value":[{"language":"de","text":"+49 731 1"}]}]},
      {"modelType":"SubmodelElementCollection","idShort":"Email","value":[{"modelType":"Property","idShort":"EmailAddress","value":"a@acme.example"}]}]},
    {"modelType":"MultiLanguageProperty","idShort":"ManufacturerProductType","value":[{"language":"de","text":"VPX 10"}]},
    {"modelType":"MultiLanguageProperty","idShort":"ManufacturerProductFamily","value":[{"language":"de","text":"VPX"}]},
    {"modelType":"Property","idShort":"OrderCodeOfManufacturer","value":"VPX10-A"},
    {"modelType":"Property","idShort":"SerialNumber","value":"S-4711"},
    YEARS
    {"modelType":"Property","idShort":"CountryOfOrigin","value":"AT"}]}]}"#;

#[test]
fn a_nameplate_is_a_machine_and_its_makers_address_is_not_the_machines() {
    let year =
        r#"{"idShort":"YearOfConstruction","value":"2021"},{"idShort":"DateOfManufacture","value":"2022-02-01"},"#;
    let date = r#"{"idShort":"DateOfManufacture","value":"2022-02-01"},"#;
    for (years, expected) in [(year, "2021"), (date, "2022")] {
        let (rows, wrong) = machines("typenschild.json", PLATE.replace("YEARS", years).as_bytes());
        assert_eq!(wrong, [] as [&str; 0]);
        let line = format!(
            "1: serial_number=S-4711, machine_type=VPX 10, product_family=VPX, description=Spindelpresse, \
             manufacturer=ACME Pressen GmbH, manufactured_year={expected}"
        );
        assert_eq!(rows, [line]);
    }
}

#[test]
fn an_identification_of_opc_ua_is_a_machine() {
    let text = r#"{"Machines":{"1:Press 1":{"2:Identification":{"2:ProductInstanceUri":"urn:acme:4711","2:Manufacturer":"ACME",
        "2:SerialNumber":"4711","2:Model":"VPX 10","3:YearOfConstruction":2019,"3:InitialOperationDate":"2019-05-01T00:00:00Z",
        "3:Location":"Hall 1","2:DeviceClass":"Press","2:ProductCode":"P-1","2:ComponentName":"Press one"}},
        "1:Press 2":{"2:Identification":{"2:ProductInstanceUri":"urn:acme:4712","2:Manufacturer":"ACME","2:SerialNumber":"4712",
        "3:InitialOperationDate":"1601-01-01T00:00:00Z"}}}}"#;
    let (rows, wrong) = machines("opcua.json", text.as_bytes());
    assert_eq!(wrong, [] as [&str; 0]);
    assert_eq!(
        rows,
        [
            "1: serial_number=4711, machine_type=VPX 10, manufacturer=ACME, manufactured_year=2019, \
             installed_on=2019-05-01, site=Hall 1",
            "2: serial_number=4712, manufacturer=ACME"
        ]
    );
}

#[test]
fn a_device_of_mtconnect_is_a_machine() {
    let text = "<?xml version=\"1.0\"?>\n<MTConnectDevices>\n<Devices>\n<Device id=\"d\" uuid=\"u-1\" name=\"VPX\"><Description \
                manufacturer=\"ACME\" model=\"VPX 10\" serialNumber=\"4711\" station=\"Hall 1\">Press of hall 1</Description></Device>\n\
                <Device id=\"e\" uuid=\"u-2\" name=\"Old\"><Description>Old</Description></Device></Devices></MTConnectDevices>";
    let (rows, wrong) = machines("probe.xml", text.as_bytes());
    assert_eq!(
        rows,
        ["4: serial_number=4711, machine_type=VPX 10, description=Press of hall 1, manufacturer=ACME, site=Hall 1"]
    );
    assert_eq!(wrong.len(), 1, "the second device has no serial number: {wrong:?}");
}

const EQUIPMENT: &str = r#"{"__metadata":{"type":"API_EQUIPMENT.EquipmentType"},"Equipment":"000000000010000001","ValidityEndDate":"\/Date(253402214400000)\/",
    "EquipmentName":"Press","EquipmentCategory":"M","OperationStartDate":"\/Date(1493164800000+0000)\/","AcquisitionValue":"120000.00","Currency":"EUR",
    "AssetManufacturerName":"ACME","ManufacturerPartTypeName":"VPX 10","ManufacturerCountry":"DE","ConstructionYear":"2017","ManufacturerSerialNumber":"",
    "SerialNumber":"4711","FunctionalLocation":"FL-1","EquipmentIsMarkedForDeletion":false,PARTNERS}"#;

#[test]
fn both_versions_of_odata_give_equipment_and_its_partners() {
    let partner = r#"{"Equipment":"000000000010000001","PartnerFunction":"AG","Partner":"100234"}"#;
    let second = EQUIPMENT.replace("4711", "4712").replace("PARTNERS", r#""to_Partner":{"__deferred":{"uri":"x"}}"#);
    let old = format!(
        "{{\"d\":{{\"__count\":\"2\",\"results\":[{},{second}]}}}}",
        EQUIPMENT.replace("PARTNERS", &format!("\"to_Partner\":{{\"results\":[{partner}]}}"))
    );
    let new = format!(
        "{{\"@odata.context\":\"$metadata#Equipment\",\"value\":[{},{second}],\"@odata.nextLink\":\"x\"}}",
        EQUIPMENT.replace("PARTNERS", &format!("\"to_Partner\":[{partner}]"))
    );
    for text in [old, new] {
        let all = told("page-1.json", text.as_bytes());
        let equipment = all.first().expect("the list itself comes first");
        assert_eq!((equipment.kind, equipment.asked.as_slice()), (Some(Kind::Machines), &[][..]));
        assert_eq!(
            equipment.rows.first().map(String::as_str),
            Some(
                "1: serial_number=4711, inventory_number=000000000010000001, machine_type=VPX 10, product_family=M, \
                 description=Press, manufacturer=ACME, manufactured_year=2017, installed_on=2017-04-26, purchase_price=120000.00, \
                 currency=EUR, site=FL-1"
            )
        );
        assert_eq!((equipment.rows.len(), equipment.wrong.len()), (2, 0));
        // Partners have a table of their own, left in the file until a mapping says what they are.
        assert_eq!(all.len(), 2);
        assert_eq!(all.get(1).and_then(|partners| partners.kind), None);
    }
}

#[test]
fn the_real_sets_are_read() {
    let Some(folder) = shared() else { return };
    for (file, rows) in [
        ("mtconnect/Devices.xml", Some(1)),
        ("sap_api_equipment/Outputs/equipment-master-equipment-01-sample.json", Some(1)),
        ("sap_api_equipment/Outputs/equipment-master-equipment-name-01-sample.json", Some(10)),
        ("opcua_nodesets/Opc.Ua.Machinery.NodeSet2.xml", None),
        ("opcua_nodesets/Opc.Ua.Di.NodeSet2.xml", None),
        ("opcua_nodesets/Opc.Ua.MachineTool.NodeSet2.xml", None),
    ] {
        let Ok(bytes) = std::fs::read(folder.join(file)) else { continue };
        let all = told(file, &bytes);
        for one in &all {
            println!(
                "{file}: {:?}, {} rows, {:?}, asked {:?}, wrong {:?}",
                one.kind,
                one.rows.len(),
                one.rows.first(),
                one.asked,
                one.wrong
            );
        }
        let machines = all.iter().find(|one| one.kind == Some(Kind::Machines)).map(|one| one.rows.len());
        assert_eq!(machines, rows, "{file}");
        if rows.is_none() {
            assert!(
                all.iter().all(|one| one.wrong.iter().all(|line| line.contains("types without a machine"))),
                "{file}"
            );
        }
    }
}

/// Texts changed at random places, the same ones in every run, are read to tables or problems, never to a panic.
#[test]
fn changed_files_never_panic() {
    let nodes = "<UANodeSet>\n<UAObject NodeId=\"m\" BrowseName=\"1:Press\"/>\n<UAObject NodeId=\"i\" BrowseName=\"2:Identification\" \
                 ParentNodeId=\"m\"/><UAVariable NodeId=\"s\" BrowseName=\"2:SerialNumber\" ParentNodeId=\"i\"><Value><String>4711\
                 </String></Value></UAVariable></UANodeSet>";
    let devices = "<?xml version=\"1.0\"?><MTConnectDevices><Devices><Device name=\"a\" uuid=\"b\"><Description serialNumber=\"1\" \
                   model=\"x\">t &amp; &#65;</Description></Device></Devices></MTConnectDevices>";
    let shell = "<environment xmlns=\"https://admin-shell.io/aas/3/0\"><submodels><submodel><idShort>Nameplate</idShort><submodelElements>\
                 <property><idShort>SerialNumber</idShort><value>4711</value></property><submodelElementCollection><idShort>A</idShort>\
                 <value><property><idShort>b</idShort><value>c</value></property></value></submodelElementCollection>\
                 </submodelElements></submodel></submodels></environment>";
    let plate = PLATE.replace("YEARS", "");
    let identification =
        "{\"1:Press\":{\"2:Identification\":{\"2:Manufacturer\":{\"Text\":\"A\"},\"2:SerialNumber\":\"1\"}}}";
    let list = "----\n|SERNR|TYP|\n----\n|4711 |A|B|\n|4712 |C  |\n----\n";
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below.max(1)).unwrap_or(1)).unwrap_or(0)
    };
    for (name, text) in [
        ("a.xml", nodes),
        ("a.xml", devices),
        ("a.xml", shell),
        ("a.json", plate.as_str()),
        ("a.json", identification),
        ("a.txt", list),
    ] {
        for _ in 0..1_500 {
            let mut bytes = text.as_bytes().to_vec();
            for _ in 0..=next(4) {
                let (from, to) = (next(bytes.len()), next(bytes.len()));
                match next(4) {
                    0 => bytes.truncate(from.max(1)),
                    1 => bytes.swap(from, to),
                    2 => {
                        let part = bytes.get(from.min(to)..from.max(to)).unwrap_or_default().to_vec();
                        let at = next(bytes.len());
                        bytes.splice(at..at, part);
                    }
                    _ => bytes[from] = *b"<>\"{}[]|&:\n-1".get(next(13)).expect("one of them"),
                }
            }
            let file = read(name, &bytes, &Limits::default());
            assert!(!file.tables.is_empty() || !file.problems.is_empty(), "{:?}", String::from_utf8_lossy(&bytes));
            for raw in &file.tables {
                let hints = Hints { file: name, sheet: raw.sheet.as_deref(), date_1904: false, merges: &[] };
                if let Outcome::Plan(plan) = recognise(&raw.sample(200), &raw.tail(20), &hints, None).outcome {
                    let _ = extract(raw, &plan, &Place { table: TableId(1), file: name, constants: &[] });
                }
            }
        }
    }
}
