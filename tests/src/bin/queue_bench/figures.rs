//! Percentiles and tables.

use std::time::Duration;

/// Measured times, in their order.
pub struct Times(Vec<Duration>);

impl Times {
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time that this part of them took at most, in milliseconds; nothing when there are none.
    pub fn at(&self, part: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        self.0.get((last as f64 * part) as usize).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
    }

    /// Cells of a row: p50, p95, p99, in milliseconds with so many decimals.
    pub fn cells(&self, decimals: usize) -> [String; 3] {
        [0.5, 0.95, 0.99].map(|part| format!("{:.decimals$}", self.at(part)))
    }
}

/// Prints the heading of a table whose columns are all but the first `words` numbers.
pub fn heading(columns: &[&str], words: usize) {
    row(columns.iter().map(|column| (*column).to_owned()));
    row((0..columns.len()).map(|column| if column < words { "---" } else { "---:" }.to_owned()));
}

/// Prints a row.
pub fn row(cells: impl IntoIterator<Item = String>) {
    println!("| {} |", cells.into_iter().collect::<Vec<_>>().join(" | "));
}
