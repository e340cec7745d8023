//! The journal: what came in stands here, synced, before its sender is told so.
//!
//! One thread writes. What arrives while it waits for the disk is written and synced together the next time (group
//! commit), so that many small messages cost one sync. A write that fails, as on a full disk, is taken back to the last
//! sync, its senders are told, and the next is tried again: what is in the file is what was promised, and no more.

mod frame;
mod segment;

use crate::batch::Batch;
use crate::error::{TelemetryError, io};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::JoinHandle;

/// Told once a batch is on disk, or why it is not.
pub type Done = Box<dyn FnOnce(Result<(), String>) + Send>;

/// How the journal works.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct JournalOptions {
    /// A segment is closed when it has this many bytes.
    pub segment_bytes: u64,
    /// What is written with one sync, in bytes.
    pub commit_bytes: usize,
    /// Batches that may wait; further ones make their senders wait.
    pub queue: usize,
}

impl Default for JournalOptions {
    fn default() -> Self {
        Self { segment_bytes: 64 << 20, commit_bytes: 8 << 20, queue: 1024 }
    }
}

enum Order {
    Append(Vec<u8>, Done),
    /// Close the segment now; answered with the number of the next.
    Seal(SyncSender<u64>),
}

/// The journal of one process. Who has it seals it from time to time, so that what came in goes on to the lake.
pub struct Journal {
    folder: PathBuf,
    orders: Option<SyncSender<Order>>,
    writer: Option<JoinHandle<()>>,
    _lock: File,
}

/// What was left when the process before ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Recovered {
    /// Readings that are on disk and not in the lake yet.
    pub readings: u64,
    /// Bytes of a last write that was torn; nobody was told that it is there.
    pub torn_bytes: u64,
}

fn locked(folder: &Path) -> Result<File, TelemetryError> {
    let path = folder.join("lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(io(&path))?;
    file.try_lock().map_err(|_| TelemetryError::InUse(folder.to_owned()))?;
    Ok(file)
}

impl Journal {
    /// Opens the journal in a folder and goes on behind what is there.
    ///
    /// # Errors
    /// Where another process has it, or the folder cannot be read or written.
    pub fn open(folder: &Path, options: JournalOptions) -> Result<(Self, Recovered), TelemetryError> {
        fs::create_dir_all(folder).map_err(io(folder))?;
        let lock = locked(folder)?;
        // Given while nobody else writes here: two who ask for it first at the same moment would give it two.
        name(folder)?;
        let mut recovered = Recovered::default();
        let numbers = segment::numbers(folder)?;
        for number in &numbers {
            let path = segment::path(folder, *number);
            let contents = segment::read(&path)?;
            recovered.readings += contents.batches.iter().map(|batch| batch.rows.len() as u64).sum::<u64>();
            // Only the last one can end in a write that nobody was told of; the others were closed in good order.
            if contents.torn > 0 && Some(number) == numbers.last() {
                recovered.torn_bytes += contents.torn;
                let file = OpenOptions::new().write(true).open(&path).map_err(io(&path))?;
                file.set_len(contents.good).and_then(|()| file.sync_all()).map_err(io(&path))?;
            }
            // The mark of a process that was killed.
            let _ = fs::remove_file(path.with_extension("open"));
        }
        let next = numbers.last().map_or(1, |last| last + 1).max(floor(folder)?);
        let (orders, received) = mpsc::sync_channel(options.queue);
        let mut writer = Writer { folder: folder.to_owned(), options, open: None, next };
        let thread = std::thread::Builder::new().name("journal".to_owned());
        let writer = thread.spawn(move || writer.run(&received)).map_err(io(folder))?;
        let journal = Self { folder: folder.to_owned(), orders: Some(orders), writer: Some(writer), _lock: lock };
        Ok((journal, recovered))
    }

    /// Writes a batch; `done` is told once it is on disk, or why it is not. Waits where too many wait already.
    pub fn append(&self, batch: &Batch, done: Done) {
        let order = Order::Append(segment::framed(batch), done);
        let sent = self.orders.as_ref().map(|orders| orders.send(order));
        if let Some(Err(mpsc::SendError(Order::Append(_, done)))) = sent {
            done(Err("the journal has stopped; start the server again".to_owned()));
        }
    }

    /// Writes a batch and waits until it is on disk.
    ///
    /// # Errors
    /// Why it is not.
    pub fn append_now(&self, batch: &Batch) -> Result<(), TelemetryError> {
        let (told, tell) = mpsc::sync_channel(1);
        self.append(batch, Box::new(move |result| drop(told.send(result))));
        let result = tell.recv().unwrap_or_else(|_| Err("the journal has stopped".to_owned()));
        result.map_err(|why| TelemetryError::Wrong(format!("{}: {why}", self.folder.display())))
    }

    /// Closes the segment that is written, so that all that was appended so far can go to the lake.
    ///
    /// # Errors
    /// Where the journal has stopped.
    pub fn seal(&self) -> Result<(), TelemetryError> {
        let (told, tell) = mpsc::sync_channel(1);
        let stopped = || TelemetryError::Wrong(format!("{}: the journal has stopped", self.folder.display()));
        let orders = self.orders.as_ref().ok_or_else(stopped)?;
        orders.send(Order::Seal(told)).map_err(|_| stopped())?;
        tell.recv().map_err(|_| stopped())?;
        Ok(())
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(writer) = self.writer.take() {
            // A writer that panicked has told its senders by hanging up.
            let _ = writer.join();
        }
    }
}

/// The name this journal has in the lake, by which several servers on one lake are told apart. It is given once.
///
/// # Errors
/// Where the folder cannot be read or written.
pub fn name(folder: &Path) -> Result<String, TelemetryError> {
    use std::hash::{BuildHasher, RandomState};
    let path = folder.join("name");
    match fs::read_to_string(&path) {
        Ok(name) => Ok(name.trim().to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let name = format!("journal{:016x}", RandomState::new().hash_one(folder));
            lake_files::put(&path, format!("{name}\n").as_bytes()).map_err(io(&path))?;
            Ok(name)
        }
        Err(error) => Err(io(&path)(error)),
    }
}

/// Segments that wait for the lake, the oldest first; with `and_open` the one being written, too.
///
/// # Errors
/// Where the folder cannot be read.
pub fn waiting(folder: &Path, and_open: bool) -> Result<Vec<u64>, TelemetryError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut numbers = segment::numbers(folder)?;
    numbers.retain(|number| and_open || !segment::path(folder, *number).with_extension("open").exists());
    Ok(numbers)
}

/// The batches of a segment, and the bytes at its end that are none.
///
/// # Errors
/// Where it cannot be read.
pub fn batches(folder: &Path, number: u64) -> Result<(Vec<Batch>, u64), TelemetryError> {
    let contents = segment::read(&segment::path(folder, number))?;
    Ok((contents.batches, contents.torn))
}

/// Removes a segment that is in the lake. Its number is not given again.
///
/// # Errors
/// Where it cannot be removed.
pub fn remove(folder: &Path, number: u64) -> Result<(), TelemetryError> {
    let next = folder.join("next");
    lake_files::put(&next, format!("{}\n", floor(folder)?.max(number + 1)).as_bytes()).map_err(io(&next))?;
    let path = segment::path(folder, number);
    fs::remove_file(&path).map_err(io(&path))
}

/// The least number a new segment may have: numbers of segments that are in the lake are remembered there.
fn floor(folder: &Path) -> Result<u64, TelemetryError> {
    let path = folder.join("next");
    match fs::read_to_string(&path) {
        Ok(text) => text.trim().parse().map_err(|_| crate::error::damaged(&path, "it holds no number")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(1),
        Err(error) => Err(io(&path)(error)),
    }
}

struct Open {
    number: u64,
    file: File,
    synced: u64,
}

struct Writer {
    folder: PathBuf,
    options: JournalOptions,
    open: Option<Open>,
    next: u64,
}

impl Writer {
    fn run(&mut self, orders: &Receiver<Order>) {
        while let Ok(first) = orders.recv() {
            match first {
                Order::Append(bytes, done) => {
                    let (bytes, waiting, seal) = self.gather(orders, bytes, done);
                    let result = self.write(&bytes).map_err(|error| error.to_string());
                    waiting.into_iter().for_each(|done| done(result.clone()));
                    if let Some(seal) = seal {
                        self.close();
                        let _ = seal.send(self.next);
                    }
                }
                Order::Seal(told) => {
                    self.close();
                    // Who asked may have gone.
                    let _ = told.send(self.next);
                }
            }
        }
        self.close();
    }

    /// Takes what has come in the meantime, up to the bytes of one sync.
    fn gather(
        &self,
        orders: &Receiver<Order>,
        mut bytes: Vec<u8>,
        done: Done,
    ) -> (Vec<u8>, Vec<Done>, Option<SyncSender<u64>>) {
        let mut waiting = vec![done];
        while bytes.len() < self.options.commit_bytes {
            match orders.try_recv() {
                Ok(Order::Append(more, done)) => {
                    bytes.extend_from_slice(&more);
                    waiting.push(done);
                }
                Ok(Order::Seal(told)) => return (bytes, waiting, Some(told)),
                Err(_) => break,
            }
        }
        (bytes, waiting, None)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), TelemetryError> {
        let path = segment::path(&self.folder, self.open.as_ref().map_or(self.next, |open| open.number));
        if self.open.is_none() {
            self.begin(&path)?;
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        let written = open.file.write_all(bytes).and_then(|()| open.file.sync_data());
        if let Err(error) = written {
            // What the disk has of it is not known: the file ends where it was last synced, and a new one is begun.
            let _ = open.file.set_len(open.synced).and_then(|()| open.file.sync_all());
            self.close();
            return Err(io(&path)(error));
        }
        open.synced += bytes.len() as u64;
        if open.synced >= self.options.segment_bytes {
            self.close();
        }
        Ok(())
    }

    fn begin(&mut self, path: &Path) -> Result<(), TelemetryError> {
        let mark = path.with_extension("open");
        File::create(&mark).map_err(io(&mark))?;
        let mut file = OpenOptions::new().create_new(true).append(true).open(path).map_err(io(path))?;
        let begun = file.write_all(segment::MAGIC).and_then(|()| file.sync_all());
        if let Err(error) = begun {
            let _ = fs::remove_file(path);
            let _ = fs::remove_file(&mark);
            return Err(io(path)(error));
        }
        lake_files::sync_folder(&self.folder).map_err(io(&self.folder))?;
        let synced = segment::MAGIC.len() as u64;
        self.open = Some(Open { number: self.next, file, synced });
        self.next += 1;
        Ok(())
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            // A mark that stays keeps the segment from the lake until the journal is opened again.
            let _ = fs::remove_file(segment::path(&self.folder, open.number).with_extension("open"));
        }
    }
}

#[cfg(test)]
mod tests;
