//! A bucket of a real S3 server.

use connectors::{Allowed, BucketSettings, S3Bucket, Secret};
use lake_files::{Bucket, Expected, LakeFiles, Mirror};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::sync::Arc;
use testkit::s3::{ACCESS_KEY, S3, SECRET_KEY};

fn settings(endpoint: String) -> BucketSettings {
    BucketSettings { endpoint: Some(endpoint), access_key: Some(ACCESS_KEY.to_owned()), ..BucketSettings::default() }
}

fn bucket(url: &str, settings: &BucketSettings, allow: &[String]) -> Result<S3Bucket, String> {
    let allowed = Allowed::new(allow).expect("good");
    S3Bucket::new(url, settings, Some(Secret::new(SECRET_KEY)), Path::new("/"), &allowed)
        .map_err(|error| error.to_string())
}

#[test]
fn objects_come_go_and_keep_to_conditions() {
    let store = S3::start("lake");
    let bucket = bucket("s3://lake/graz/", &settings(store.url()), &[store.destination()]).expect("good");
    bucket.check().expect("it keeps to conditions");
    assert_eq!(bucket.name(), "s3://lake/graz");
    assert!(bucket.list("days").expect("listed").is_empty());
    assert!(bucket.put("days/1.json", b"one".to_vec(), &Expected::Absent).expect("put"));
    assert!(!bucket.put("days/1.json", b"two".to_vec(), &Expected::Absent).expect("answered"));
    let (bytes, read) = bucket.read("days/1.json").expect("read");
    assert_eq!(bytes, b"one");
    assert!(bucket.put("days/1.json", b"two".to_vec(), &Expected::This(read.clone())).expect("put"));
    assert!(!bucket.put("days/1.json", b"three".to_vec(), &Expected::This(read.clone())).expect("answered"));
    let listed = bucket.list("").expect("listed");
    assert_eq!(listed, [("days".to_owned(), None)]);
    let (name, listed) = bucket.list("days").expect("listed").remove(0);
    assert_eq!((name.as_str(), listed), ("1.json", Some(bucket.read("days/1.json").expect("read").1)), "the same tag");
    bucket.remove("days/1.json").expect("removed");
    bucket.remove("days/1.json").expect("gone already");
    assert!(!bucket.put("days/1.json", b"four".to_vec(), &Expected::This(read)).expect("answered"), "it was removed");
    let missing = bucket.read("days/1.json").expect_err("gone");
    assert_eq!(missing.kind(), std::io::ErrorKind::NotFound);
    assert!(missing.to_string().contains("s3://lake/graz/days/1.json"), "{missing}");
}

#[test]
fn large_files_go_in_parts_and_lists_are_whole() {
    let store = S3::start("lake");
    let folder = tempfile::tempdir().expect("a folder");
    let bucket: Arc<dyn Bucket> =
        Arc::new(bucket("s3://lake", &settings(store.url()), &[store.destination()]).expect("good"));
    let files = LakeFiles::in_bucket(Arc::clone(&bucket), folder.path().to_owned());
    let path = files.root().join("readings/large.parquet");
    let bytes: Vec<u8> = (0..21_000_000_u32).map(|at| (at % 251) as u8).collect();
    let (draft, mut file) = files.begin(&path, Mirror::Not).expect("begun");
    file.write_all(&bytes).expect("written");
    draft.keep(&file).expect("put");
    let mut read = Vec::new();
    let mut file = files.open(&path).expect("fetched");
    assert_eq!(file.stream_position().expect("a position"), 0);
    file.read_to_end(&mut read).expect("read");
    assert!(read == bytes, "{} bytes", read.len());
    // More than a page of a list.
    std::thread::scope(|scope| {
        for part in 0..8 {
            let bucket = &bucket;
            scope.spawn(move || {
                for at in 0..130 {
                    bucket.put(&format!("days/{part}-{at:03}.json"), vec![b'x'], &Expected::Absent).expect("put");
                }
            });
        }
    });
    assert_eq!(files.names(&files.root().join("days")).expect("listed").len(), 8 * 130);
    assert_eq!(files.read_all(&files.root().join("days")).expect("read").len(), 8 * 130);
}

#[test]
fn wrong_settings_say_what_to_write_where() {
    let of = |endpoint: &str| settings(endpoint.to_owned());
    let allow = ["s3.example.com:443".to_owned()];
    let refused = |url: &str, settings: &BucketSettings| bucket(url, settings, &allow).expect_err("refused");
    assert!(refused("s3://", &of("https://s3.example.com")).contains("s3://bucket/folder"));
    assert!(refused("s3://lake", &of("s3.example.com")).contains("https://host:port"));
    assert!(refused("s3://lake", &of("https://me:hunter22@s3.example.com")).contains("secret_key_file"));
    assert!(refused("s3://lake", &of("https://other.example.com")).contains("other.example.com:443 is not allowed"));
    assert!(refused("s3://lake", &BucketSettings::default()).contains("s3.us-east-1.amazonaws.com:443 is not allowed"));
    let nobody = BucketSettings { access_key: None, ..of("https://s3.example.com") };
    assert!(refused("s3://lake", &nobody).contains("access_key"));
    let silent = S3Bucket::new(
        "s3://lake",
        &of("https://s3.example.com"),
        None,
        Path::new("/"),
        &Allowed::new(&allow).expect("good"),
    );
    assert!(silent.expect_err("refused").to_string().contains("INSTAND_LAKE_SECRET_KEY"));
    // Nobody is there: said within seconds, with the address and without the secret.
    let gone = bucket("s3://lake", &of("http://127.0.0.1:9"), &["127.0.0.1:9".to_owned()]).expect("good");
    let error = gone.check().expect_err("nobody").to_string();
    assert!(error.contains("s3://lake/") && !error.contains(SECRET_KEY), "{error}");
}
