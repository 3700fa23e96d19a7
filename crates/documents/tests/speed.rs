//! An import of the size of issue 2: 10,000 rows of nine columns.

use std::time::Instant;

use documents::{Csv, Limits, Table, read, write_csv, write_xlsx};

#[test]
fn ten_thousand_rows() {
    let columns = (0..9).map(|at| format!("列{at}")).collect();
    let rows = (0..10_000)
        .map(|row| (0..9).map(|at| if at == 8 { "为了一条路，说三句话。".repeat(60) } else { format!("{row:04}-{at}") }).collect());
    let table = Table::new(columns, rows);
    let csv = write_csv(&table, Csv::default());
    let started = Instant::now();
    assert_eq!(read("a.csv", &csv, &Limits::default()).expect("a table"), table);
    println!("csv, {} MB: {:?}", csv.len() >> 20, started.elapsed());
    let xlsx = write_xlsx(&table, "表").expect("writable");
    let started = Instant::now();
    assert_eq!(read("a.xlsx", &xlsx, &Limits::default()).expect("a table"), table);
    println!("xlsx, {} KB: {:?}", xlsx.len() >> 10, started.elapsed());
}
