//! Keys made for these tests. They sign nothing anywhere else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::Value;

/// The key for an algorithm, without a name.
pub(crate) fn key(algorithm: Algorithm) -> EncodingKey {
    let der = |text: &str| STANDARD.decode(text).unwrap();
    match algorithm {
        Algorithm::ES256 => EncodingKey::from_ec_der(&der(P256)),
        Algorithm::ES384 => EncodingKey::from_ec_der(&der(P384)),
        Algorithm::HS256 => EncodingKey::from_secret(b"everybody knows this"),
        _ => EncodingKey::from_rsa_der(&der(RSA)),
    }
}

/// The RSA key as bytes.
pub(crate) fn rsa_der() -> Vec<u8> {
    STANDARD.decode(RSA).unwrap()
}

/// Its public half under this name.
pub(crate) fn public(algorithm: Algorithm, id: &str) -> Value {
    let mut key = Jwk::from_encoding_key(&key(algorithm), algorithm).unwrap();
    key.common.key_id = Some(id.to_owned());
    serde_json::to_value(key).unwrap()
}

/// A signed statement.
pub(crate) fn signed(algorithm: Algorithm, id: Option<&str>, claims: &Value) -> String {
    let header = Header {
        kid: id.map(str::to_owned),
        ..Header::new(algorithm)
    };
    encode(&header, claims, &key(algorithm)).unwrap()
}

const P256: &str = concat!(
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqZeKplRX1KSKgZwaORBe9Hj6NfirYZ9RwzONgfnX",
    "LJKhRANCAAQYesMUc5cym8zBAcEP6GIYh1hH34+QjkwXuHBSJ4EigHvyuW/DnFYFd/ZTvWXduOnLoSBHUFFAXa16",
    "6WxZwSe3",
);

const P384: &str = concat!(
    "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDAkagKQkDa+iTmemqY+ODVIyTI0vfhEeTzZXhiVVrFs",
    "vK/ICvvk/KMO6c7aLK+uSJKhZANiAAT1PKFKmSa/1F9zIRc7l6KK+bdbGmICx4E1xXEVra+yrxgeCnuOibEbxFlJ",
    "yA6pm+1VyrM2W46c3cLK/jB/fsDpTj5PnZ7l48eTuzecR/pa7SeIBEMvPOIxwjER9nzrtjs=",
);

const RSA: &str = concat!(
    "MIIEpQIBAAKCAQEA6Igawhlmxv0celaymA0OblCERzeFYFxutjgRaw7J2dam9UYTsEO4NlR7RL9pKUZQAwgk+eHG",
    "2/xSRoxrxbn/yX+u21irzgDbhJdsx7K6fMKhAepWn5+96S1uaf7HIccK23WvFUd+5xYHseELXwgs5v0c+AuWBsJF",
    "llHrTDyvXIVMDZ/FUgTWP5h02TMhtSy8PWNhUdzudMx+O7H4SazcdbvB77wTq1BrNPqaIH4UHqJpbxTG+LmmxxFX",
    "jwGUDb0VEcIfLZ3UDGuvIKl8ZInlo7PZCi8pPZqctO8j2EsYBNGIV7fYD535To6LpL6UHdD0+Dvv4FhBnBHxCTFW",
    "PI8kEQIDAQABAoIBAAfxG2uFBJPynHYNNKepd9RgCZ8zupQc9BG4foJ34dWqgCShEmu9vwfpVhXLV83Mv0+AiArE",
    "zE7tIj497jG1oD0t5Yyg+FUz2vYqBHwZkvGkkBfe/LsSRfaLJ68/wBCw70z+4E5Lan59Vnab0hCagzYXGlXach2k",
    "UE4fBCNOxfUp7lD5QfzQlRSu72xWu6XjaymzbmXg5bLUOawcBMx4yMZtnOQwwblfT0Zs+JgGhbjfxzwCHa0zxVnx",
    "0SV3X20zfeWy87ZrW3JUCEwY8uubxzKkLValMRPvc7rgCOrKDuCXjePXMceOYyzjwefW+pQc8rN6AQFo8nRXCsxJ",
    "dPSOVsUCgYEA99hU1LlpyPkQGQY2DC7B9f6Yr8SXYcIY6QtLb95cP7FFt3n0YraULjr2W02rzherfIBFH5SGoy17",
    "fCcR9UEHvqDq12GHWumZaHsHlhIYVVYcpHVc1aINiPct5m5gaJmlo2U2L+55sjUs/AeJ9y+mJyB78RKWEOv1jewb",
    "MIRv5j8CgYEA8C7IwI1VB96k3OrfzoGHlwja7EPP1YuiLd+6alJafwt6p8fS/E/FRpNvmWfVUG1/eMtuNTaDnsup",
    "GVzSH/kX88FMiiqDEIXPzXmvlYMzNzLI9YHQQu7d5jjrxX87DL9CyiOtH3wfqEhbaIubCpn32qRRHWhksEE6kLW+",
    "Ddo1ga8CgYEA8txWC/j/8sI0BwFyFq/+uilXvuyaFl4XAM1jh2RR6suv8CEd21jjjQWUAFX040eIb8BVe6OT5vQb",
    "i8XRMA0gJKkUVicodmpvO9VK0sA6feyatoCWjnR0ZOEpZiKEcBsXFyyHU6KQN5Mp2HEevUxAuRh4uvqmeEBvZzmU",
    "Tw+HgwsCgYEAuNnY6dEce0UQr3IZM+8e8s/+5c2+/EROWm4RI9kkCxlDmjPBnyyp0QqR3og6dX8Al3BB7rR5ElL+",
    "XyXAFpl4pMLFbKURYDsMVsDrsO9cEISGg+UX6xu6LoDqfILSaJofBkH08QFvv+2IZGrltYAQcPb78t0weTKKp2so",
    "zbJ+ccMCgYEA0/ejPOf42n+S/AMO6IPqIYjMxmFHRO2wbAq6WKvrEmzsBKqMEny6qzZ1JKMGaBUSaZoPmIEaUjRo",
    "KKTWuPpthOjc5tzw4KSwvpDisvni3BquZEiMoeByHK9yYJ60VAx2FFPnSRjOch8MXNP1QXrABbAzST5ARZXu9zAR",
    "GSUM+iQ=",
);
