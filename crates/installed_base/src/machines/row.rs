//! One machine: as it is given, and as it is read back without copying.

use base::{CustomerId, MachineId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A machine as the memory takes it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Machine {
    /// Its id.
    pub id: MachineId,
    /// As written.
    pub serial_number: String,
    /// The normalised serial number.
    pub normalised: String,
    /// Machine type.
    pub machine_type: Option<String>,
    /// Product family.
    pub product_family: Option<String>,
    /// Manufacturer.
    pub manufacturer: Option<String>,
    /// The customer it stands at.
    pub customer: Option<CustomerId>,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// The customer's number.
    pub customer_number: Option<String>,
    /// ISO 3166 code.
    pub country: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// City.
    pub city: Option<String>,
    /// When it was put into operation.
    pub installed_on: Option<NaiveDate>,
    /// Its age.
    pub age_years: Option<f32>,
    /// Whether it is in operation at a customer.
    pub in_field: bool,
    /// `active`, `expired`, `pending` or `none`.
    pub contract: Option<String>,
    /// Days to the end of the contract.
    pub contract_days_left: Option<i32>,
    /// `active`, `expired` or `none`.
    pub warranty: Option<String>,
    /// Operating hours.
    pub operating_hours: Option<f64>,
    /// Errors in the last 90 days.
    pub errors_90d: Option<i32>,
    /// The triggers that fire, one bit each.
    pub fires: u64,
    /// The triggers whose verdict is unknown, one bit each.
    pub unknown: u64,
    /// Latitude and longitude in degrees.
    pub location: Option<(f32, f32)>,
}

/// A machine as the memory gives it; the fields are those of [`Machine`]. Blank texts are not known.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of `Machine`")]
pub struct MachineRow<'a> {
    pub id: MachineId,
    pub serial_number: &'a str,
    pub normalised: &'a str,
    pub machine_type: Option<&'a str>,
    pub product_family: Option<&'a str>,
    pub manufacturer: Option<&'a str>,
    pub customer: Option<CustomerId>,
    pub customer_name: Option<&'a str>,
    pub customer_number: Option<&'a str>,
    pub country: Option<&'a str>,
    pub postcode: Option<&'a str>,
    pub city: Option<&'a str>,
    pub installed_on: Option<NaiveDate>,
    pub age_years: Option<f32>,
    pub in_field: bool,
    pub contract: Option<&'a str>,
    pub contract_days_left: Option<i32>,
    pub warranty: Option<&'a str>,
    pub operating_hours: Option<f64>,
    pub errors_90d: Option<i32>,
    pub fires: u64,
    pub unknown: u64,
    pub location: Option<(f32, f32)>,
}

impl MachineRow<'_> {
    /// A machine of its own with the same values.
    #[must_use]
    pub fn to_machine(&self) -> Machine {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Machine {
            id: self.id,
            serial_number: self.serial_number.to_owned(),
            normalised: self.normalised.to_owned(),
            machine_type: owned(self.machine_type),
            product_family: owned(self.product_family),
            manufacturer: owned(self.manufacturer),
            customer: self.customer,
            customer_name: owned(self.customer_name),
            customer_number: owned(self.customer_number),
            country: owned(self.country),
            postcode: owned(self.postcode),
            city: owned(self.city),
            installed_on: self.installed_on,
            age_years: self.age_years,
            in_field: self.in_field,
            contract: owned(self.contract),
            contract_days_left: self.contract_days_left,
            warranty: owned(self.warranty),
            operating_hours: self.operating_hours,
            errors_90d: self.errors_90d,
            fires: self.fires,
            unknown: self.unknown,
            location: self.location,
        }
    }
}

/// A customer with its machines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Customer<'a> {
    /// Its id.
    pub id: CustomerId,
    /// Its name, as the first of its machines has it.
    pub name: Option<&'a str>,
    /// Its number, as the first of its machines has it.
    pub number: Option<&'a str>,
    /// The positions of its machines.
    pub machines: &'a [u32],
}
