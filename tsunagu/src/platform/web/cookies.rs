//! Cookies: few, short-lived, and none that identifies a visitor who only reads.

use axum::http::{HeaderMap, HeaderValue, header};

/// The name a cookie carries. With https it is bound to this host and cannot be set by another.
pub fn full_name(name: &str, secure: bool) -> String {
    if secure { format!("__Host-{name}") } else { name.to_owned() }
}

/// The value of cookie `name`, if the browser sent it.
pub fn get(headers: &HeaderMap, name: &str, secure: bool) -> Option<String> {
    let name = full_name(name, secure);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// A `Set-Cookie` value. Without `max_age` the cookie ends with the browser session.
pub fn set(name: &str, value: &str, secure: bool, max_age: Option<i64>) -> HeaderValue {
    let mut line = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax", full_name(name, secure));
    if secure {
        line.push_str("; Secure");
    }
    if let Some(seconds) = max_age {
        line.push_str(&format!("; Max-Age={seconds}"));
    }
    HeaderValue::from_str(&line).expect("cookie values of ours are plain letters and digits")
}

/// A `Set-Cookie` value that removes the cookie.
pub fn remove(name: &str, secure: bool) -> HeaderValue {
    set(name, "", secure, Some(0))
}
