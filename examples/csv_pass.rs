//! What the revenue import is measured beside: a bare pass of the csv crate over the same file, fields looked at and
//! nothing done with them.

use std::hint::black_box;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("csv_pass FILE")?;
    let mut reader = csv::Reader::from_path(path)?;
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        black_box(&record);
    }
    Ok(())
}
