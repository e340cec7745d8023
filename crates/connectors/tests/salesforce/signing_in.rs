//! Tokens, and the hosts and versions that go with them.

use crate::{Scene, created, failure, opportunities, opportunity, ready, updated, upsert};
use connectors::salesforce::Class;
use testkit::salesforce::{Fault, FaultKind, Setup};

#[tokio::test]
async fn a_token_is_asked_for_once_by_many_and_anew_when_it_is_over() {
    let (stage, client) = ready(Setup::default());
    let records = opportunities(8);
    let tasks = records.iter().map(|record| {
        let (client, record) = (client.clone(), record.clone());
        async move { upsert(&client, &[record]).await }
    });
    let all = futures::future::join_all(tasks).await;
    assert!(all.iter().all(|outcomes| created(outcomes) == 1), "{all:?}");
    let tokens = || stage.org.log().iter().filter(|request| request.path == "/services/oauth2/token").count();
    assert_eq!(tokens(), 1);

    stage.org.end_sessions();
    let tasks = (0..8).map(|number| {
        let client = client.clone();
        async move { upsert(&client, &[opportunity(number)]).await }
    });
    let all = futures::future::join_all(tasks).await;
    assert!(all.iter().all(|outcomes| updated(outcomes) == 1), "{all:?}");
    assert_eq!(tokens(), 2, "one new token for all who were refused");
    assert_eq!(stage.opportunities(), (8, 8));
}

#[tokio::test]
async fn a_second_refusal_stops() {
    let (stage, client) = ready(Setup::default());
    stage.org.fault(Fault::new(FaultKind::SessionExpired).times(10));
    let outcomes = upsert(&client, &opportunities(1)).await;
    let failure = failure(&outcomes[0]);
    assert_eq!((failure.class.clone(), failure.code.as_str()), (Class::Configuration, "INVALID_SESSION_ID"));
    assert_eq!(stage.org.waiting_faults(), 1, "the fault");
    let asked = stage.org.log().iter().filter(|request| request.path.contains("composite")).count();
    assert_eq!(asked, 2, "once, and once more with a new token");
}

#[tokio::test]
async fn a_user_signs_in_by_key() {
    let stage = Scene::start(Setup::default());
    let text = format!(
        "login_url = \"{}\"\nclient_id = \"{}\"\nusername = \"{}\"\n",
        stage.org.url(),
        stage.org.client_id(),
        stage.org.username()
    );
    let secrets = [("PRIVATE_KEY", stage.org.private_key_pem())];
    let client = stage.made(&text, &secrets).expect("a client");
    assert!(client.calls_left().await.expect("signed in") > 0);

    let wrong = stage.made(&text.replace(stage.org.username(), "other@example.com"), &secrets).expect("a client");
    let refused = wrong.calls_left().await.expect_err("refused");
    assert_eq!(refused.class, Class::Configuration);
    let before = stage.org.log().len();
    assert_eq!(wrong.calls_left().await.expect_err("refused"), refused);
    assert_eq!(stage.org.log().len(), before, "an account is not locked by trying");
}

#[tokio::test]
async fn a_refused_sign_in_says_what_to_do() {
    let setup = Setup { is_approved: false, has_execution_user: false, ..Setup::default() };
    let stage = Scene::start(setup);
    let refused = stage.client().calls_left().await.expect_err("refused");
    assert!(refused.class == Class::Configuration && refused.message.contains("Run As"), "{refused}");
    let base = format!("login_url = \"{}\"\nclient_id = \"{}\"\n", stage.org.url(), stage.org.client_id());
    let by_key = format!("{base}username = \"{}\"\n", stage.org.username());
    let client = stage.made(&by_key, &[("PRIVATE_KEY", stage.org.private_key_pem())]).expect("a client");
    let refused = client.calls_left().await.expect_err("refused");
    assert!(refused.message.contains("pre-authorized"), "{refused}");
    let client = stage.made(&base, &[("CLIENT_SECRET", "wrong-secret")]).expect("a client");
    let refused = client.calls_left().await.expect_err("refused");
    assert!(refused.message.contains("client_secret_file") && !refused.message.contains("wrong-secret"), "{refused}");
    assert!(!format!("{client:?} {refused:?}").contains("wrong-secret"));
}

#[tokio::test]
async fn an_org_elsewhere_must_be_allowed() {
    for (address, says) in [
        ("https://example.my.salesforce.com", "allow = [\"example.my.salesforce.com:443\"]"),
        ("https://example.lightning.force.com", "example.my.salesforce.com"),
        ("http://example.my.salesforce.com", "https://"),
    ] {
        let setup = Setup { instance_url: Some(address.to_owned()), ..Setup::default() };
        let stage = Scene::start(setup);
        let refused = stage.client().calls_left().await.expect_err("refused");
        assert!(refused.class == Class::Configuration && refused.message.contains(says), "{refused}");
        assert_eq!(stage.org.calls(), 0);
    }
    let stage = Scene::start(Setup::default());
    let text = "login_url = \"https://example.my.salesforce.com\"\nclient_id = \"x\"\n";
    let refused = stage.made(text, &[("CLIENT_SECRET", "x")]).expect_err("not allowed").to_string();
    assert!(refused.contains("allow = [\"example.my.salesforce.com:443\"]"), "{refused}");
}

#[tokio::test]
async fn the_version_is_one_the_org_serves() {
    for (versions, set, spoken) in [(31..=67, "60.0", "v60.0"), (31..=58, "60.0", "v58.0"), (62..=67, "60.0", "v62.0")]
    {
        let stage = Scene::start(Setup { versions, ..Setup::default() });
        let client = stage.client_with(&format!("api_version = \"{set}\"\n"));
        client.calls_left().await.expect("answered");
        let log = stage.org.log();
        assert!(log.last().expect("asked").path.starts_with(&format!("/services/data/{spoken}/limits")), "{log:?}");
    }
}
