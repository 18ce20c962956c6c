//! A roster from a spreadsheet holds from a day on, and says nothing of the days before.

use sanhui::error::Fault;
use serde_json::{Value, json};

use super::{app, terms};
use crate::support::grove::GARDENER;

#[actix_web::test]
async fn a_roster_holds_from_the_day_that_is_told_with_it() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let csv = |duty: &str| {
        let header = "姓名,人员类别,所在党支部,入党日期,转正日期,党内职务,是否流动党员\n";
        format!("{header}周四,正式党员,大河县 branch,2010-10-01,2011-10-01,{duty},是\n吴五,预备党员,大河县 branch,2026-05-01,,,\n")
    };
    let send = async |since: &str, duty: &str| {
        let reply = gardener.post(format!("/imports?kind=members{since}")).bytes("text/csv", csv(duty)).send().await;
        reply.expect(200).json()
    };
    let dry = send("&dry_run=true", "书记").await;
    assert_eq!((&dry["since"], &dry["created"]), (&"2026-01-01".into(), &2.into()), "without a day it holds for this year");
    let report = send("&since=2026-03-01", "书记").await;
    assert_eq!((&report["since"], &report["created"]), (&"2026-03-01".into(), &2.into()), "{report}");
    let member = async |row: usize| {
        let id = report["rows"][row]["id"].as_str().expect("an id");
        gardener.get(format!("/members/{id}")).send().await.expect(200).json()
    };
    let (known, joined) = (member(0).await, member(1).await);
    assert_eq!((&known["since"], &joined["since"]), (&"2026-03-01".into(), &"2026-05-01".into()), "nobody before joining the Party");
    assert_eq!(known["duty_terms"], terms("duty", &[("secretary", "2026-03-01", None)]));
    assert_eq!(known["flag_terms"], terms("flag", &[("floating", "2026-03-01", None)]));
    let again = send("&since=2026-03-01", "书记").await;
    assert_eq!(again["unchanged"], 2, "{again}");
    // What a roster of September says anew is so since September; of a day before the membership, since that began.
    assert_eq!(send("&since=2026-09-01", "副书记").await["changed"], 1);
    let changed = [("secretary", "2026-03-01", Some("2026-09-01")), ("deputy_secretary", "2026-09-01", None)];
    assert_eq!(member(0).await["duty_terms"], terms("duty", &changed));
    assert_eq!(send("&since=2026-02-01", "副书记").await["changed"], 1);
    assert_eq!(member(0).await["duty_terms"], terms("duty", &[("deputy_secretary", "2026-03-01", None)]));
    let floating = terms("flag", &[("floating", "2026-03-01", None)]);
    assert_eq!(member(0).await["flag_terms"], floating, "nor is a flag told of days before the membership");
    // A column says nothing of the flags that have none.
    let path = format!("/members/{}", report["rows"][0]["id"].as_str().expect("an id"));
    let flags = json!({ "flags": ["floating", "abroad_study"], "on": "2026-09-01" });
    gardener.patch(path).if_match(3).json(&flags).send().await.expect(200);
    assert_eq!(send("&since=2026-10-01", "副书记").await["unchanged"], 2);
    gardener.post("/imports?kind=members&since=2026-02-30").bytes("text/csv", csv("")).send().await.refused(Fault::BadQuery);
    let tree = "名称,类别,上级\n新支部,党支部,大河县 village\n";
    let tree = gardener.post("/imports?kind=organizations").bytes("text/csv", tree).send().await.expect(200).json();
    assert_eq!(tree["since"], Value::Null, "a tree holds from no day");
}
