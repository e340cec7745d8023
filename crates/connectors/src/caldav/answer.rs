//! The little XML that is said and understood, and why a request failed.

use quick_xml::escape::escape;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

/// The namespace of CalDAV.
const CALDAV: &str = "urn:ietf:params:xml:ns:caldav";

/// Asks what stands at an address.
pub(super) const WHAT_IS_THERE: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
    <D:propfind xmlns:D=\"DAV:\"><D:prop><D:resourcetype/></D:prop></D:propfind>";

/// Asks for a calendar of events with this name.
pub(super) fn making(name: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <C:mkcalendar xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:set><D:prop>\
         <D:displayname>{}</D:displayname>\
         <C:supported-calendar-component-set><C:comp name=\"VEVENT\"/></C:supported-calendar-component-set>\
         </D:prop></D:set></C:mkcalendar>",
        escape(name)
    )
}

/// Whether the answer to [`WHAT_IS_THERE`] says that it is a calendar.
pub(super) fn is_calendar(body: &[u8]) -> Result<bool, String> {
    let mut reader = NsReader::from_reader(body);
    let (mut buffer, mut in_type, mut is_multistatus) = (Vec::new(), false, false);
    loop {
        let (space, event) = reader.read_resolved_event_into(&mut buffer).map_err(|error| error.to_string())?;
        match event {
            Event::Start(ref of) | Event::Empty(ref of) => {
                let name = of.local_name();
                is_multistatus |= name.as_ref() == "multistatus";
                let is_caldav = matches!(space, ResolveResult::Bound(space) if space.as_ref() == CALDAV);
                if in_type && is_caldav && name.as_ref() == "calendar" {
                    return Ok(true);
                }
                if name.as_ref() == "resourcetype" {
                    in_type = matches!(event, Event::Start(_));
                }
            }
            Event::End(ref of) if of.local_name().as_ref() == "resourcetype" => in_type = false,
            Event::Eof if is_multistatus => return Ok(false),
            Event::Eof => return Err("it is no answer of a CalDAV server".to_owned()),
            _ => {}
        }
        buffer.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_is_told_from_other_folders_whatever_its_prefixes() {
        let answer = |kinds: &str| {
            format!(
                "<?xml version='1.0'?><multistatus xmlns=\"DAV:\" xmlns:x=\"urn:ietf:params:xml:ns:caldav\"><response>\
                 <href>/eva/</href><propstat><prop><resourcetype>{kinds}</resourcetype></prop>\
                 <status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"
            )
        };
        assert_eq!(is_calendar(answer("<x:calendar /><collection />").as_bytes()), Ok(true));
        assert_eq!(is_calendar(answer("<principal /><collection />").as_bytes()), Ok(false));
        assert_eq!(is_calendar(answer("<calendar />").as_bytes()), Ok(false), "of another namespace");
        assert!(is_calendar(b"<html><body>calendar</body></html>").is_err());
        assert!(is_calendar(b"").is_err());
    }

    #[test]
    fn a_name_cannot_break_out_of_its_place() {
        assert!(making("A & <B>").contains("<D:displayname>A &amp; &lt;B&gt;</D:displayname>"));
    }
}
