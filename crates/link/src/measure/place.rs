//! Postcodes and spots on the map.

use super::number;
use crate::columns::BETWEEN;

/// A spot: where it lies as a direction from the middle of the earth.
pub(super) type Point = [f64; 3];

const EARTH_KM: f64 = 6371.0;

/// A postcode without the country before it and signs between, in capitals: `D-70173` is `70173`.
pub(super) fn postcode(text: &str) -> String {
    let plain: String = text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let digits = plain.trim_start_matches(|sign: char| sign.is_ascii_alphabetic());
    let prefix = plain.len() - digits.len();
    let country = (1..=2).contains(&prefix) && digits.len() >= 4 && digits.bytes().all(|sign| sign.is_ascii_digit());
    if country { digits.to_owned() } else { plain }
}

/// Latitude and longitude as one text, nothing where one is missing or beyond the earth.
pub(super) fn canonical(text: &str) -> String {
    let mut parts = text.split(BETWEEN).map(coordinate);
    match (parts.next(), parts.next()) {
        (Some(latitude), Some(longitude)) if latitude.abs() <= 90.0 && longitude.abs() <= 180.0 => {
            format!("{latitude}{BETWEEN}{longitude}")
        }
        _ => String::new(),
    }
}

/// Degrees are plain numbers with a point or a comma, never with thousands.
fn coordinate(text: &str) -> f64 {
    text.trim().replace(',', ".").parse().unwrap_or_else(|_| number::parse(text))
}

pub(super) fn point(canonical: &str) -> Point {
    let mut parts = canonical.split(BETWEEN).map(|part| coordinate(part).to_radians());
    let (latitude, longitude) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
}

pub(super) fn kilometres(one: Point, other: Point) -> f64 {
    let chord = one.iter().zip(&other).map(|(one, other)| (one - other).powi(2)).sum::<f64>().sqrt();
    2.0 * EARTH_KM * (chord / 2.0).min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_lose_their_country() {
        for (text, expected) in
            [("D-70173", "70173"), ("ch 8001", "8001"), ("SW1A 1AA", "SW1A1AA"), ("1012 AB", "1012AB")]
        {
            assert_eq!(postcode(text), expected, "{text}");
        }
    }

    #[test]
    fn stuttgart_is_190_km_from_munich() {
        let spot = |text: &str| point(&canonical(text));
        let away = kilometres(spot("48.775\u{1f}9.182"), spot("48,137\u{1f}11.575"));
        assert!((away - 190.4).abs() < 1.0, "{away}");
        assert_eq!((canonical("\u{1f}9.1"), canonical("99\u{1f}9.1")), (String::new(), String::new()));
    }
}
