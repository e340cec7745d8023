//! Renders the report of a sample base, to look at the template: `cargo run --example render -- de 8000 out.pdf`.
#![expect(clippy::disallowed_methods, reason = "a tool for developers may read the clock")]

#[path = "../src/sample.rs"]
mod sample;

use assessment::{Assessment, Assumptions};
use report::Setting;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, language, machines, out, ..] = arguments.as_slice() else { panic!("language machines out.pdf") };
    let input = sample::base(3, machines.parse().expect("a number"), arguments.len() > 4);
    let assessment = Assessment::of(&input, &Assumptions::default()).expect("a valid base");
    let setting = Setting {
        language: language.parse().expect("de, en or it"),
        as_of: "2026-11-01".parse().expect("a date"),
        made_on: "2026-11-22".parse().expect("a date"),
        builder: Some("Reinhardt Maschinenbau GmbH".to_owned()),
        base_url: Some("http://127.0.0.1:8080".to_owned()),
        sources: 9,
    };
    let begun = std::time::Instant::now();
    let pdf = report::pdf(&assessment, &setting).expect("a report");
    println!("{} bytes in {:?}", pdf.len(), begun.elapsed());
    std::fs::write(out, pdf).expect("written");
}
