//! The pages a person sees: sign-in, consent, and an error that never leads back. Plain HTML that
//! works without scripts; every text that came from outside is escaped.

use super::desk::{Pending, USERS, User};
use super::scopes::{Granted, Op};

const STYLE: &str = "
:root{color-scheme:light dark;--ink:#17212b;--soft:#5b6b7a;--line:#d5dde4;--page:#eef2f5;--card:#fff;--mark:#0b6e6e;--bad:#a3262a}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa9b8;--line:#33414e;--page:#0f151b;--card:#182028;--mark:#3fb8b0;--bad:#ff8a80}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{width:min(30rem,92vw);background:var(--card);border:1px solid var(--line);border-radius:12px;padding:2rem}
.org{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin:0 0 .25rem}
h1{font-size:1.35rem;margin:0 0 1rem}label{display:block;margin:.75rem 0 .25rem;font-weight:600}
input[type=text],input[type=password]{width:100%;padding:.6rem .7rem;border:1px solid var(--line);border-radius:8px;background:transparent;color:inherit;font:inherit}
.row{display:flex;gap:.75rem;margin-top:1.5rem}button{flex:1;padding:.7rem;border-radius:8px;border:1px solid var(--mark);font:inherit;font-weight:600;cursor:pointer}
.yes{background:var(--mark);color:#fff}.no{background:transparent;color:var(--mark)}
ul{list-style:none;padding:0;margin:0;max-height:18rem;overflow:auto;border:1px solid var(--line);border-radius:8px}
li{padding:.45rem .7rem;border-bottom:1px solid var(--line)}li:last-child{border:0}li label{margin:0;font-weight:400;display:flex;gap:.6rem;align-items:baseline}
.hint{color:var(--soft);font-size:.9rem}.bad{color:var(--bad);font-weight:600}code{font-size:.85em}
";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{STYLE}</style></head>\n<body><main>\n\
         <p class=\"org\">Millhaven General Hospital (sandbox)</p>\n{body}\n</main></body></html>\n",
        title = escape(title),
    )
}

/// The sign-in form of a request.
pub(crate) fn sign_in(number: &str, pending: &Pending, failed: bool) -> String {
    let wrong = if failed {
        "<p class=\"bad\" role=\"alert\">That name and password do not go together.</p>"
    } else {
        ""
    };
    let users: Vec<String> = USERS
        .iter()
        .map(|u| {
            format!(
                "<code>{}</code> / <code>{}</code> ({})",
                u.login, u.password, u.display
            )
        })
        .collect();
    let body = format!(
        "<h1>Sign in</h1>\n<p><strong>{client}</strong> asks to open charts with your account.</p>\n\
         {wrong}<form method=\"post\" action=\"/oauth2/sign-in\">\n\
         <input type=\"hidden\" name=\"request\" value=\"{number}\">\n\
         <label for=\"user\">User name</label>\n\
         <input id=\"user\" type=\"text\" name=\"user\" autocomplete=\"username\" autofocus>\n\
         <label for=\"password\">Password</label>\n\
         <input id=\"password\" type=\"password\" name=\"password\" autocomplete=\"current-password\">\n\
         <div class=\"row\"><button class=\"yes\" type=\"submit\">Sign in</button></div>\n</form>\n\
         <p class=\"hint\">Demonstration accounts: {users}. The people in this hospital are invented.</p>",
        client = escape(&pending.client_id),
        number = escape(number),
        users = users.join(", "),
    );
    page("Sign in", &body)
}

/// The consent form of a request somebody signed in for.
pub(crate) fn consent(number: &str, pending: &Pending, user: &User) -> String {
    let items: Vec<String> = pending
        .scopes
        .iter()
        .map(|scope| {
            format!(
                "<li><label><input type=\"checkbox\" name=\"scope\" value=\"{scope}\" checked> \
                 <span>{words}<br><code class=\"hint\">{scope}</code></span></label></li>",
                scope = escape(scope),
                words = escape(&in_words(scope)),
            )
        })
        .collect();
    let body = format!(
        "<h1>Allow access?</h1>\n<p>{user}, <strong>{client}</strong> asks for:</p>\n\
         <form method=\"post\" action=\"/oauth2/consent\">\n\
         <input type=\"hidden\" name=\"request\" value=\"{number}\">\n<ul>\n{items}\n</ul>\n\
         <div class=\"row\">\n\
         <button class=\"no\" type=\"submit\" name=\"decision\" value=\"deny\">Deny</button>\n\
         <button class=\"yes\" type=\"submit\" name=\"decision\" value=\"allow\">Allow</button>\n\
         </div>\n</form>",
        user = escape(user.display),
        client = escape(&pending.client_id),
        number = escape(number),
        items = items.join("\n"),
    );
    page("Allow access", &body)
}

/// A page that says what is wrong and leads nowhere.
pub(crate) fn error(text: &str) -> String {
    let body = format!(
        "<h1>This cannot go on</h1>\n<p class=\"bad\" role=\"alert\">{}</p>\n\
         <p class=\"hint\">Close this window and go back to the program you came from.</p>",
        escape(text),
    );
    page("Error", &body)
}

fn in_words(scope: &str) -> String {
    match scope {
        "launch" => return "Know what you have open in the EHR".to_owned(),
        "openid" => return "Know who you are".to_owned(),
        "fhirUser" | "profile" => return "Read your entry as a practitioner".to_owned(),
        "offline_access" => return "Stay signed in when you are away".to_owned(),
        "online_access" => return "Stay signed in while you work".to_owned(),
        _ => {}
    }
    let kind = scope
        .trim_start_matches("user/")
        .split(['.', '?'])
        .next()
        .unwrap_or_default();
    let granted = Granted::of(&[scope.to_owned()]);
    let probe = if kind == "*" { "Patient" } else { kind };
    let mut verbs = Vec::new();
    for (op, verb) in [
        (Op::Read, "read"),
        (Op::Search, "search"),
        (Op::Create, "add"),
        (Op::Update, "change"),
        (Op::Delete, "delete"),
    ] {
        if granted.allows(probe, op) {
            verbs.push(verb);
        }
    }
    let what = if kind == "*" { "everything" } else { kind };
    let mut words = verbs.join(", ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("{words}: {what}")
}
