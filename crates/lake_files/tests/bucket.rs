//! A lake's files look the same in a folder and in a bucket.

use lake_files::{Bucket, Expected, LakeFiles, Mirror};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use testkit::MemoryBucket;

fn both(folder: &Path) -> [LakeFiles; 2] {
    let bucket: Arc<dyn Bucket> = Arc::new(MemoryBucket::default());
    [LakeFiles::in_folder(folder.join("lake")), LakeFiles::in_bucket(bucket, folder.join("mirror"))]
}

fn write(files: &LakeFiles, path: &Path, text: &str, mirror: Mirror) {
    let (draft, mut file) = files.begin(path, mirror).expect("begun");
    file.write_all(text.as_bytes()).expect("written");
    draft.keep(&file).expect("kept");
}

fn text(files: &LakeFiles, path: &Path) -> String {
    let mut text = String::new();
    files.open(path).expect("opened").read_to_string(&mut text).expect("text");
    text
}

#[test]
fn files_come_go_and_are_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    for files in both(folder.path()) {
        let files = files.below("telemetry");
        let path = files.root().join("days/one.parquet");
        assert!(files.names(&files.root().join("days")).expect("listed").is_empty());
        write(&files, &path, "first", Mirror::Kept);
        write(&files, &files.root().join("days/two.parquet"), "second", Mirror::Not);
        drop(files.begin(&files.root().join("days/three.parquet"), Mirror::Kept).expect("begun, not kept"));
        assert_eq!(files.names(&files.root().join("days")).expect("listed"), ["one.parquet", "two.parquet"]);
        assert_eq!(files.names(files.root()).expect("listed"), ["days"]);
        assert_eq!(text(&files, &path), "first");
        assert_eq!(text(&files, &files.root().join("days/two.parquet")), "second");
        files.set_aside(&path);
        assert_eq!(files.names(&files.root().join("days")).expect("listed"), ["two.parquet"]);
        assert!(files.open(&path).is_err());
        files.remove(&files.root().join("days/two.parquet")).expect("removed");
        files.remove(&files.root().join("days/two.parquet")).expect("gone already");
        assert!(files.names(&files.root().join("days")).expect("listed").is_empty());
    }
}

#[test]
fn what_one_machine_puts_the_other_has() {
    let folder = tempfile::tempdir().expect("a folder");
    let bucket: Arc<dyn Bucket> = Arc::new(MemoryBucket::default());
    let one = LakeFiles::in_bucket(Arc::clone(&bucket), folder.path().join("one"));
    let other = LakeFiles::in_bucket(bucket, folder.path().join("other"));
    write(&one, &one.root().join("rollups/a.parquet"), "a", Mirror::Kept);
    write(&one, &one.root().join("runs/b.parquet"), "b", Mirror::Not);
    assert!(one.root().join("rollups/a.parquet").exists() && !one.root().join("runs/b.parquet").exists());
    let there = other.root().join("rollups/a.parquet");
    other.mirror(&there).expect("mirrored");
    assert_eq!(std::fs::read_to_string(&there).expect("read"), "a");
    assert_eq!(text(&other, &other.root().join("runs/b.parquet")), "b");
    assert!(!other.root().join("runs/b.parquet").exists(), "read once");
    other.forget(&other.root().join("rollups"), &|name| name == "c.parquet");
    assert!(!there.exists());
    assert_eq!(text(&other, &there), "a", "what is forgotten is fetched again");
    assert_ne!(one.mark(), other.mark());
}

#[test]
fn of_two_that_put_at_once_one_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let bucket: Arc<dyn Bucket> = Arc::new(MemoryBucket::default());
    let files = LakeFiles::in_bucket(bucket, folder.path().join("mirror"));
    let path = files.root().join("days/one.json");
    assert_eq!(files.read(&path).expect("read"), None);
    assert!(files.put(&path, b"1".to_vec(), &Expected::Absent).expect("put"));
    assert!(!files.put(&path, b"2".to_vec(), &Expected::Absent).expect("answered"));
    let (bytes, version) = files.read(&path).expect("read").expect("there");
    assert_eq!(bytes, b"1");
    let expected = Expected::as_read(version.as_ref());
    assert!(files.put(&path, b"3".to_vec(), &expected).expect("put"));
    assert!(!files.put(&path, b"4".to_vec(), &expected).expect("answered"), "read before the other put it");
    assert_eq!(files.read(&path).expect("read").expect("there").0, b"3");
}

#[test]
fn files_two_folders_deep_are_found() {
    let folder = tempfile::tempdir().expect("a folder");
    for files in both(folder.path()) {
        let files = files.below("files");
        assert!(files.below_root().expect("listed").is_empty());
        for name in ["ab/abc", "ab/abd", "cd/cde", "loose"] {
            write(&files, &files.root().join(name), "x", Mirror::Not);
        }
        let mut found = files.below_root().expect("listed");
        found.sort();
        assert_eq!(found, ["ab/abc", "ab/abd", "cd/cde", "loose"].map(|name| files.root().join(name)));
    }
}
