//! 秘密表态的去向: after the closing of a secret deliberation nothing in the files leads from a voter to a vote (R20, R21).
//!
//! Each voter's votes are a number in base 3 that nobody else has, so that the rows show, after the closing, whose they are to
//! whoever knows the plan. Whoever does not know it has the order of the rows, the log of the database and what the program writes.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::{Connection as Database, OpenFlags};
use serde_json::{Value, json};

use super::crowd::{Crowd, browser};
use super::plan::Cast;
use super::question::{self, Question};
use crate::Length;
use crate::load::Connection;
use crate::program::{Outcome, Program};

const VOTERS: usize = 200;
/// 3⁵ = 243 different ballots.
const EACH: usize = 5;
/// Of a correlation by chance, 99 of 100 lie within so many standard deviations.
const BY_CHANCE: f64 = 2.58;
const SHARE_BY_CHANCE: f64 = 0.95;
const LOG_GOES_WITHIN: Duration = Duration::from_secs(10);

pub fn run(length: Length) -> Outcome<Value> {
    let rounds = match length {
        Length::Long => 100,
        Length::Short => 10,
        Length::Check => 2,
    };
    let program = Program::start(tempfile::tempdir()?)?;
    let bound = BY_CHANCE / ((VOTERS - 1) as f64).sqrt();
    let mut seen = Seen::default();
    for _ in 0..rounds {
        let question = question::open(&program)?;
        let receipts = vote(&program, &question)?;
        question.close(program.port)?;
        look(&program, &question, &receipts, &mut seen)?;
    }
    let within = seen.correlations.iter().filter(|rho| rho.abs() <= bound).count() as f64 / seen.correlations.len() as f64;
    let worst = seen.correlations.iter().fold(0.0, |worst: f64, rho| worst.max(rho.abs()));
    let traces = seen.keys_left + seen.log_left + seen.shared + seen.actors + seen.cookies + seen.choices + seen.receipts_missing;
    // Two rounds say nothing about chance.
    let by_chance = length == Length::Check || within >= SHARE_BY_CHANCE;
    Ok(json!({
        "good": traces == 0 && by_chance, "dumps": rounds, "voters_each": VOTERS, "votes_each": VOTERS * EACH,
        "rank_correlations": seen.correlations.len(), "worst_rank_correlation": rounded(worst), "bound_by_chance": rounded(bound),
        "share_within_bound": rounded(within), "share_wanted": SHARE_BY_CHANCE, "keys_left": seen.keys_left, "logs_not_emptied": seen.log_left,
        "values_that_votes_and_receipts_share": seen.shared, "actors_or_payloads_in_the_journal": seen.actors,
        "cookies_in_files": seen.cookies, "choices_in_the_log": seen.choices, "receipts_not_published": seen.receipts_missing,
    }))
}

#[derive(Default)]
struct Seen {
    correlations: Vec<f64>,
    keys_left: u64,
    log_left: u64,
    shared: u64,
    actors: u64,
    cookies: u64,
    choices: u64,
    receipts_missing: u64,
}

/// One voter after the other; the receipts in that order.
fn vote(program: &Program, question: &Question) -> Outcome<Vec<String>> {
    let mut crowd = Crowd::new(question);
    let mut connection = Connection::open(program.port, &Arc::from(""))?;
    for voter in 0..VOTERS {
        for statement in 0..EACH {
            crowd.cast(&mut connection, &Cast { voter, statement, vote: digit(voter, statement) })?;
        }
    }
    let receipts = crowd.receipts();
    (0..VOTERS).map(|voter| Ok((*receipts.get(&voter).ok_or("no receipt")?).to_owned())).collect()
}

/// -1, 0 or 1.
fn digit(voter: usize, place: usize) -> i64 {
    (voter / 3usize.pow(place as u32) % 3) as i64 - 1
}

/// The log holds nothing of what these voters wrote, or soon does not.
fn log_is_gone<'a>(folder: &Path, voters: impl Iterator<Item = &'a Vec<u8>> + Clone) -> Outcome<bool> {
    let (log, until) = (folder.join("shangliang.db-wal"), Instant::now() + LOG_GOES_WITHIN);
    loop {
        let bytes = std::fs::read(&log)?;
        match voters.clone().take(20).any(|voter| holds(&bytes, voter)) {
            false => return Ok(true),
            true if Instant::now() > until => return Ok(false),
            true => std::thread::sleep(Duration::from_millis(100)),
        }
    }
}

fn look(program: &Program, question: &Question, receipts: &[String], seen: &mut Seen) -> Outcome<()> {
    let id: i64 = question.id.parse()?;
    let file = program.folder.path().join("shangliang.db");
    let database = Database::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let count = |sql: &str| -> Outcome<u64> { Ok(database.query_row(sql, [id], |row| row.get::<_, i64>(0))? as u64) };
    seen.keys_left += count("SELECT COUNT(*) FROM ballot_key WHERE deliberation = ?1")?;
    seen.actors += count("SELECT COUNT(*) FROM journal WHERE module = 'ballots' AND subject = ?1 AND (actor <> 0 OR payload <> '{}')")?;
    seen.actors += count("SELECT COUNT(*) FROM statement WHERE deliberation = ?1 AND author IS NOT NULL")?;

    // As the rows lie there: nobody asks for an order.
    let mut rows = database.prepare("SELECT voter, statement, vote FROM vote WHERE deliberation = ?1")?;
    let rows = rows.query_map([id], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)))?;
    let (mut lying, mut ballots): (Vec<Vec<u8>>, HashMap<Vec<u8>, usize>) = Default::default();
    for row in rows {
        let (voter, statement, vote) = row?;
        if lying.last() != Some(&voter) {
            lying.push(voter.clone());
        }
        // Numbered from 1.
        *ballots.entry(voter).or_default() += (vote + 1) as usize * 3usize.pow(u32::try_from(statement - 1)?);
    }
    let places: Vec<usize> = lying.iter().filter_map(|voter| ballots.get(voter).copied()).collect();
    seen.correlations.push(rank_correlation(&places)?);

    seen.log_left += u64::from(!log_is_gone(program.folder.path(), ballots.keys())?);

    let mut rows = database.prepare("SELECT receipt FROM voice WHERE deliberation = ?1")?;
    let voices: Vec<Vec<u8>> = rows.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let order: HashMap<&str, usize> = receipts.iter().enumerate().map(|(n, receipt)| (receipt.as_str(), n)).collect();
    let places: Vec<usize> = voices.iter().filter_map(|voice| order.get(&*deliberation::voice::written(voice)).copied()).collect();
    seen.correlations.push(rank_correlation(&places)?);
    seen.shared += voices.iter().filter(|voice| ballots.contains_key(*voice)).count() as u64;

    let published = Connection::open(program.port, &Arc::from(""))?.get(&format!("/deliberations/{}/export?what=receipts", question.id))?.1;
    let published = String::from_utf8(published)?;
    seen.receipts_missing += receipts.iter().filter(|receipt| !published.lines().any(|line| line == *receipt)).count() as u64;

    let (stored, said) = (std::fs::read(&file)?, std::fs::read(program.log.path())?);
    // What the cookies of all voters begin with.
    let cookie = &browser(0).into_bytes()[..18];
    seen.cookies += [&stored, &said].iter().filter(|bytes| holds(bytes, cookie)).count() as u64;
    seen.choices += ["\"agree\"", "\"disagree\""].iter().filter(|word| holds(&said, word.as_bytes())).count() as u64;
    Ok(())
}

/// Spearman's, of the places at which the voters of 0, 1, 2 … lie.
fn rank_correlation(places: &[usize]) -> Outcome<f64> {
    if places.len() != VOTERS {
        return Err(format!("{} of {VOTERS} voters were found", places.len()).into());
    }
    let n = VOTERS as f64;
    let squares: f64 = places.iter().enumerate().map(|(lies, voted)| (lies as f64 - *voted as f64).powi(2)).sum();
    Ok(1.0 - 6.0 * squares / (n * (n * n - 1.0)))
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn rounded(figure: f64) -> f64 {
    (figure * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_that_is_kept_is_found() {
        let kept: Vec<usize> = (0..VOTERS).collect();
        let turned: Vec<usize> = (0..VOTERS).rev().collect();
        assert_eq!(rank_correlation(&kept).expect("all of them"), 1.0);
        assert_eq!(rank_correlation(&turned).expect("all of them"), -1.0);
        let ballots: std::collections::HashSet<Vec<i64>> = (0..VOTERS).map(|voter| (0..EACH).map(|n| digit(voter, n)).collect()).collect();
        assert_eq!(ballots.len(), VOTERS, "nobody votes like another");
        assert!(holds(b"..voter=0001..", b"0001") && !holds(b"..voter=0001..", b"0002"));
    }
}
