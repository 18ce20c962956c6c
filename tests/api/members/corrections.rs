//! A history given whole, to correct what is known of it.

use sanhui::error::{Fault, FieldFault};
use serde_json::{Value, json};

use super::{app, change, enrolled, fresh, id, member, on_roll, roll, terms};
use crate::support::grove::GARDENER;

#[actix_web::test]
async fn a_history_given_whole_replaces_what_was_known_of_it() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({ "organization": id("branch_after"), "name": "冯正", "duties": ["secretary"] }))).await;
    let duties = json!([
        { "duty": "committee_member", "from": "2026-07-01" },
        { "duty": "secretary", "from": "2026-02-01", "to": "2026-04-01" },
        { "duty": "secretary", "from": "2026-04-01", "to": "2026-07-01" },
    ]);
    let flags = json!([{ "flag": "abroad_study", "from": "2019-09-01", "to": "2021-07-01" }]);
    let body = json!({ "duty_terms": duties, "flag_terms": flags });
    let corrected = change(&gardener, &path, 1, body.clone()).await.expect(200).json();
    assert_eq!(corrected["duty_terms"], terms("duty", &[("secretary", "2026-02-01", Some("2026-07-01")), ("committee_member", "2026-07-01", None)]));
    assert_eq!(corrected["flag_terms"], terms("flag", &[("abroad_study", "2019-09-01", Some("2021-07-01"))]));
    assert_eq!((&corrected["duties"], &corrected["flags"]), (&json!(["committee_member"]), &json!([])));
    for version in [1, 2] {
        assert_eq!(change(&gardener, &path, version, body.clone()).await.expect(200).json(), corrected, "against version {version}");
    }
    for (day, duties) in [("2026-01-31", json!([])), ("2026-02-01", json!(["secretary"])), ("2026-07-01", json!(["committee_member"]))] {
        assert_eq!(on_roll(&roll(&gardener, "branch_after", day).await, "冯正").expect("on the roll")["duties"], duties, "{day}");
    }
    // The one may be given whole and the other told.
    let both = change(&gardener, &path, 2, json!({ "duty_terms": [], "flags": ["floating"] })).await.expect(200).json();
    assert_eq!((&both["duty_terms"], &both["flags"]), (&json!([]), &json!(["floating"])));
}

#[actix_web::test]
async fn somebody_may_be_enrolled_with_a_history() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let duties = json!([{ "duty": "secretary", "from": "2026-02-01", "to": "2026-04-01" }]);
    let (path, body) = (fresh(), member(json!({ "duty_terms": duties, "flag_terms": [{ "flag": "floating", "from": "2010-07-01" }] })));
    let made = gardener.put(&path).creating().json(&body).send().await.expect(201).json();
    assert_eq!((&made["duty_terms"], &made["duties"]), (&duties, &json!([])));
    assert_eq!(made["flag_terms"], terms("flag", &[("floating", "2010-07-01", None)]));
    assert_eq!(gardener.put(&path).creating().json(&body).send().await.expect(200).json(), made);
    // Told whole again, what is not said ends; what is given whole stays as given.
    let kept = member(json!({ "name": "王改", "duty_terms": duties }));
    let replaced = gardener.put(&path).if_match(1).json(&kept).send().await.expect(200).json();
    assert_eq!((&replaced["duty_terms"], &replaced["flags"]), (&duties, &json!([])));
}

#[actix_web::test]
async fn a_history_has_its_days_in_order() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({ "since": "2026-03-01" }))).await;
    let not_allowed = FieldFault::NotAllowedHere.code();
    let ends_early = FieldFault::EndsBeforeStart.code();
    let secretary = |from: &str, to: Value| json!({ "duty": "secretary", "from": from, "to": to });
    let floating = |from: &str, to: Value| json!({ "flag": "floating", "from": from, "to": to });
    let before = t.trail_length().await;
    for (body, place, code) in [
        (json!({ "duty_terms": [secretary("2026-02-28", json!(null))] }), "/duty_terms/0/from", not_allowed),
        (json!({ "duty_terms": [secretary("2026-03-02", json!("2026-03-02"))] }), "/duty_terms/0/to", ends_early),
        (json!({ "duty_terms": [secretary("2026-03-01", json!("2026-05-01")), secretary("2026-04-30", json!(null))] }), "/duty_terms/1", not_allowed),
        (json!({ "flag_terms": [floating("2010-06-30", json!(null))] }), "/flag_terms/0/from", not_allowed),
        (json!({ "flag_terms": [floating("2012-01-01", json!("2011-12-31"))] }), "/flag_terms/0/to", ends_early),
        (json!({ "flag_terms": [floating("2012-01-01", json!(null)), floating("2012-01-01", json!(null))] }), "/flag_terms/1", not_allowed),
        (json!({ "duties": [], "duty_terms": [] }), "/duty_terms", not_allowed),
        (json!({ "flags": ["floating"], "flag_terms": [] }), "/flag_terms", not_allowed),
    ] {
        let refused = change(&gardener, &path, 1, body.clone()).await.refused(Fault::Invalid);
        assert_eq!(refused.fields(), [(place.to_string(), code.to_string())], "{body}");
        let mut whole = member(json!({ "since": "2026-03-01" }));
        whole.as_object_mut().expect("a member").extend(body.as_object().expect("fields").clone());
        let refused = gardener.put(fresh()).creating().json(&whole).send().await.refused(Fault::Invalid);
        assert_eq!(refused.fields(), [(place.to_string(), code.to_string())], "{whole}");
    }
    assert_eq!(t.trail_length().await, before);
    let good = json!({ "duty_terms": [secretary("2026-03-01", json!("2026-03-02"))], "flag_terms": [floating("2010-07-01", json!("2010-07-02"))] });
    change(&gardener, &path, 1, good).await.expect(200);
}

#[actix_web::test]
async fn nobody_belonged_to_a_branch_before_joining_the_party() {
    let t = app().await;
    let gardener = t.as_(GARDENER);
    let path = enrolled(&gardener, &member(json!({ "since": "2026-03-01" }))).await;
    let joined = |day: &str| json!({ "joined_on": day, "full_on": null, "status": "probationary" });
    let refused = change(&gardener, &path, 1, joined("2026-03-02")).await.refused(Fault::Invalid);
    assert_eq!(refused.fields(), [("/joined_on".to_string(), FieldFault::NotAllowedHere.code().to_string())]);
    change(&gardener, &path, 1, joined("2026-03-01")).await.expect(200);
}
