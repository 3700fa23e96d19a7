//! 令牌: unguessable text of 256 bits; the database keeps its SHA-256.

/// A fresh token, safe in a cookie and in an address.
pub fn fresh() -> String {
    web::respond::random_token(32)
}
