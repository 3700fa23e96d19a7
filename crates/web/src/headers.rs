//! Security headers on every answer (quality R31).

use axum::http::{HeaderMap, HeaderValue, header};

/// Adds what is missing; pages bring their own content security policy.
pub fn secure(headers: &mut HeaderMap, asset: bool, personal: bool) {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
        // Browsers heed it over HTTPS only, so it does no harm on loopback.
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; base-uri 'none'; frame-ancestors 'none'"));
    let cache = match (asset, personal) {
        (true, _) => "public, max-age=31536000, immutable",
        (false, true) => "no-store",
        (false, false) => "no-cache",
    };
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(cache));
    headers.entry(header::VARY).or_insert(HeaderValue::from_static("Cookie, Authorization"));
}
