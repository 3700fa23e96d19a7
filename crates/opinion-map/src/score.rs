//! The two tests behind "represents" and "shares", and the bar for both.

/// One-sided 10 %: what is above is significant.
pub(crate) const SIGNIFICANT: f64 = 1.2816;

/// Share of `n` among `of`, with one success and one failure added, so that few votes prove little.
pub(crate) fn share(n: u32, of: u32) -> f64 {
    f64::from(n + 1) / f64::from(of + 2)
}

/// z of a share against one half: 2√(N+1)·((n+1)/(N+1) − ½).
pub(crate) fn against_half(n: u32, of: u32) -> f64 {
    let (n, of) = (f64::from(n + 1), f64::from(of + 1));
    2.0 * of.sqrt() * (n / of - 0.5)
}

/// z of the share `n` of `of` against `rest_n` of `rest_of`, pooled, 1 added to all four.
pub(crate) fn against_rest(n: u32, of: u32, rest_n: u32, rest_of: u32) -> f64 {
    let [n, of, rest_n, rest_of] = [n, of, rest_n, rest_of].map(|count| f64::from(count + 1));
    let pooled = (n + rest_n) / (of + rest_of);
    if pooled == 1.0 {
        return 0.0;
    }
    (n / of - rest_n / rest_of) / (pooled * (1.0 - pooled) * (1.0 / of + 1.0 / rest_of)).sqrt()
}
