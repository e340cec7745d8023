//! MTConnect device files -> one row a device.

use super::Element;
use crate::{
    RawTable,
    read::{Limits, listing::Listing},
};

/// What to do about recorded values.
pub(super) const STREAMS: &str = "values recorded by MTConnect (MTConnectStreams), which name no serial number; import the \
                                  device file (the agent's answer to /probe), and readings as .csv with serial number and time";

/// The devices with what describes them.
pub(super) fn devices<'a>(root: &Element, limits: &Limits) -> Result<RawTable<'a>, String> {
    let mut listing = Listing::new(limits);
    for device in root.all("Devices").flat_map(|devices| devices.all("Device")) {
        listing.begin(device.line);
        let about = device.first("Description");
        let said = |name: &str| about.and_then(|about| about.attribute(name));
        // Not "name": that of a machine is not that of a customer.
        listing.text("deviceName", device.attribute("name"))?;
        listing.text("uuid", device.attribute("uuid"))?;
        listing.text("manufacturer", said("manufacturer"))?;
        listing.text("model", said("model"))?;
        listing.text("serialNumber", said("serialNumber"))?;
        listing.text("station", said("station"))?;
        let text = about.map(|about| about.text.split_whitespace().collect::<Vec<_>>().join(" "));
        listing.text("description", text.as_deref())?;
    }
    listing
        .finish(Some("Devices".to_owned()))
        .ok_or_else(|| "an MTConnect device file without a device; ask the agent for /probe again".to_owned())
}

#[cfg(test)]
mod tests {
    use crate::read::{Limits, read};
    use crate::{Body, Cell};

    const HEAD: &str = "<?xml version=\"1.0\"?>\n<MTConnectDevices xmlns=\"urn:mtconnect.org:MTConnectDevices:2.0\">\n\
                        <Header sender=\"agent\"/>\n<Devices>\n";

    #[test]
    fn devices_are_rows_with_the_line_they_begin_in() {
        let text = format!(
            "{HEAD}<Device id=\"d1\" uuid=\"u-1\" name=\"VPX\">\n<Description manufacturer=\"ACME\" model=\"VPX 10\" \
             serialNumber=\"4711\" station=\"3\">Press of\n hall 1</Description><DataItems><DataItem id=\"x\"/></DataItems>\n\
             </Device>\n<Device id=\"d2\" uuid=\"u-2\" name=\"Old\"><Description>Old one</Description></Device>\n</Devices></MTConnectDevices>"
        );
        let file = read("probe.xml", text.as_bytes(), &Limits::default());
        assert_eq!(file.problems, []);
        let [table] = file.tables.as_slice() else { panic!("one table") };
        let Body::Grid(grid) = &table.body else { panic!("a grid") };
        assert_eq!((table.sheet.as_deref(), grid.row_numbers.as_slice()), (Some("Devices"), &[0, 5, 9][..]));
        let row = |at: usize| {
            let cells: Vec<_> = grid.rows.get(at).into_iter().flatten().map(Cell::text).collect();
            cells.join("|")
        };
        assert_eq!(row(0), "deviceName|uuid|manufacturer|model|serialNumber|station|description");
        assert_eq!(row(1), "VPX|u-1|ACME|VPX 10|4711|3|Press of hall 1");
        assert_eq!(row(2), "Old|u-2|||||Old one");
    }

    #[test]
    fn recordings_and_empty_files_get_one_line() {
        for (text, word) in [
            (format!("{HEAD}</Devices></MTConnectDevices>"), "without a device"),
            (format!("{HEAD}<Device"), "damaged"),
            ("<MTConnectStreams><Streams/></MTConnectStreams>".to_owned(), "/probe"),
            ("<?xml version=\"1.0\"?><MTConnectAssets/>".to_owned(), "XML"),
        ] {
            let file = read("a.xml", text.as_bytes(), &Limits::default());
            assert!(file.tables.is_empty() && file.problems.len() == 1, "{text}");
            assert!(file.problems.iter().all(|problem| problem.what.contains(word)), "{:?}", file.problems);
        }
    }
}
