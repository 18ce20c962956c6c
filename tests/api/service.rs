//! The service around the API: health, headers, ids, metrics, the log.

use sanhui::error::Fault;

use crate::support::app::TestApp;

#[actix_web::test]
async fn it_says_that_it_is_alive_and_ready() {
    let t = TestApp::new().await;
    assert_eq!(t.anonymous().get("/healthz").send().await.expect(200).json()["status"], "ok");
    t.anonymous().get("/readyz").send().await.expect(200);
    t.app.standing.leave();
    t.anonymous().get("/readyz").send().await.refused(Fault::Unavailable);
    // Who is already here is still served.
    t.anonymous().get("/healthz").send().await.expect(200);
    t.anonymous().get("/meta").send().await.expect(200);
}

#[actix_web::test]
async fn every_reply_has_an_id_and_keeps_a_sensible_one() {
    let t = TestApp::new().await;
    let first = t.anonymous().get("/healthz").send().await;
    let second = t.anonymous().get("/healthz").send().await;
    assert!(!first.header("x-request-id").is_empty());
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
    let kept = t.anonymous().get("/trail").header("x-request-id", "from-the-phone_7").send().await.expect(401);
    assert_eq!(kept.header("x-request-id"), "from-the-phone_7");
    assert_eq!(kept.json()["request_id"], "from-the-phone_7");
    for hostile in ["a b", "\"><script>", &"x".repeat(65), "行"] {
        let reply = t.anonymous().get("/healthz").header("x-request-id", hostile).send().await;
        assert_ne!(reply.header("x-request-id"), hostile);
    }
}

#[actix_web::test]
async fn every_reply_has_the_security_headers() {
    let t = TestApp::new().await;
    for path in ["/healthz", "/meta", "/trail", "/nowhere", "/docs/", "/openapi.json", "/.well-known/jwks.json", "/api/v2/x"] {
        let reply = t.anonymous().get(path).send().await;
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert!(reply.header("content-security-policy").starts_with("default-src"), "{path}");
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
        for absent in ["server", "x-powered-by", "strict-transport-security", "access-control-allow-origin"] {
            assert_eq!(reply.header(absent), "", "{path} sends {absent}");
        }
    }
}

#[actix_web::test]
async fn behind_tls_it_says_so() {
    let t = TestApp::with(crate::support::demo::template(), |config| config.hsts = true).await;
    assert!(t.anonymous().get("/healthz").send().await.header("strict-transport-security").starts_with("max-age="));
}
